@NullMarked
package org.duress.model;

import org.jspecify.annotations.NullMarked;
