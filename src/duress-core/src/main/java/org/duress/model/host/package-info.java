/** Where models run that answer from another process: what runs a server, and what starts containers. */
@NullMarked
package org.duress.model.host;

import org.jspecify.annotations.NullMarked;
