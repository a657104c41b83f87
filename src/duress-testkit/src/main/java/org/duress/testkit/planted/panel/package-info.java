/** The panel of kinds of models, of known robustness, that the verdicts of the gate are measured by. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.testkit.planted.panel;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
