/** Models in containers: the format {@code open-inference}, and what starts and stops an image with Testcontainers. */
@NullMarked
package org.duress.model.container;

import org.jspecify.annotations.NullMarked;
