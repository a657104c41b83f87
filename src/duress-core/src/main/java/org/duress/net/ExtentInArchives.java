package org.duress.net;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.util.StdConverter;
import org.duress.base.Extent;

/** How an {@link Extent} is written: archives of networks for slices say nothing of planes. */
interface ExtentInArchives {
    /** 0 is left out. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    int z();

    /** Of what is counted from 1, a single plane is left out too. */
    final class FromOne extends StdConverter<Extent, Extent> {
        @Override
        public Extent convert(Extent extent) {
            return extent.z() == 1 ? new Extent(extent.y(), extent.x()) : extent;
        }
    }
}
