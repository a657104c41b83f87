/** Allure results; the only room that sees io.qameta. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.report.allure;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
