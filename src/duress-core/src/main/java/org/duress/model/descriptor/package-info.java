/**
 * What the files beside a network say about it: MONAI bundles and nnU-Net folders, read as data. A {@link
 * org.duress.model.descriptor.Descriptor} is what they do from an image to a label, in words of neither; what is not
 * understood is refused by name. Nothing in them is executed.
 */
@API(status = API.Status.INTERNAL, since = "0.2")
@NullMarked
package org.duress.model.descriptor;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
