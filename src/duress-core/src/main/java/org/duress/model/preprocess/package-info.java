/**
 * What a team's inference does between an image and its network, with exact pullbacks: intensities, grids, tiles and
 * flips. Each step is a passage of its own before the model behind it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.model.preprocess;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
