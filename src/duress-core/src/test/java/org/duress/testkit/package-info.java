/** What tests of several rooms share, and nothing of it is about one of them. */
@NullMarked
package org.duress.testkit;

import org.jspecify.annotations.NullMarked;
