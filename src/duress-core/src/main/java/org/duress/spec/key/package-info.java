/** What a setting is: its key, and how what was written under it is understood. Knows no setting in particular. */
@NullMarked
package org.duress.spec.key;

import org.jspecify.annotations.NullMarked;
