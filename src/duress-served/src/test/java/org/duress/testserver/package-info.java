/**
 * A small server of the Open Inference Protocol with faults to order, for tests. An implementation of its own: {@code
 * ModelServer} and what it runs on know nothing of Duress.
 */
@NullMarked
package org.duress.testserver;

import org.jspecify.annotations.NullMarked;
