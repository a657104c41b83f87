/** Adversarial images of training subjects as data sets, for whoever trains a model elsewhere. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.dataset;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
