/**
 * TorchScript models, run by PyTorch itself through Deep Java Library. Only this package sees DJL; only classes that
 * {@link org.duress.model.torchscript.TorchScriptFormat} loads late name its types.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.model.torchscript;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
