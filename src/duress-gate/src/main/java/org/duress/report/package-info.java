@NullMarked
package org.duress.report;

import org.jspecify.annotations.NullMarked;
