/** Allure results; the only room that sees io.qameta. */
@NullMarked
package org.duress.report.allure;

import org.jspecify.annotations.NullMarked;
