/**
 * Foreign graphs of operators on tensors of any shape: what their operands are while a graph is lowered for one image
 * size, one walk over the operators, one way of refusing one. {@code .rules} holds what the operators do.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.model.lowering.graph;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
