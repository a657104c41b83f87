/** Gradient ascent on the fields of each image, with the model's own gradients. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.attack.gradient;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
