package org.duress.model;

import java.util.List;
import org.duress.base.Grid;

/** A model that a test makes up: it names no organs, takes images of any size, and holds nothing to be closed. */
public interface MadeUpModel extends SegmentationModel {
    @Override
    default List<String> organs() {
        return List.of();
    }

    @Override
    default void requireSize(Grid grid) {}

    @Override
    default void close() {}
}
