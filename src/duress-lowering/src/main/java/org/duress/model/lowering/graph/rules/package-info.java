/**
 * What operators of foreign graphs do, whatever they are called: with numbers, which are computed, and with what
 * depends on the image, which becomes layers or another view.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.model.lowering.graph.rules;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
