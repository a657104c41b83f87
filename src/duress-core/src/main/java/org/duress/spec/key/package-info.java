/** What a setting is: its key, and how what was written under it is understood. Knows no setting in particular. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.spec.key;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
