package org.duress.spark;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Function;
import org.duress.data.Cohort;
import org.duress.gate.BatchWork;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.spec.RobustnessSpec;
import org.jspecify.annotations.Nullable;

/**
 * The model and the cohort of a spec in this process, and the attacks that were made ready on them. Tasks of one spec
 * that follow each other on an executor find them open: they are opened once, and closed when a task of another spec
 * comes. For one thread.
 */
final class Opened implements AutoCloseable {
    private static final Place PLACE = new Place();

    private final RobustnessSpec spec;
    private final Cohort cohort;
    private final SegmentationModel model;
    private final FetchedFiles fetched;
    private @Nullable BatchWork work;
    private @Nullable Begun begun;

    /** The order that was understood last. */
    private record Begun(ShippedOrder order, BatchWork.Begun work) {}

    private Opened(RobustnessSpec spec, Cohort cohort, SegmentationModel model, FetchedFiles fetched) {
        this.spec = spec;
        this.cohort = cohort;
        this.model = model;
        this.fetched = fetched;
    }

    /** The one place, with what was opened for a spec of a job. Models are for one thread, so one task works here. */
    private static final class Place {
        private String name = "";
        private @Nullable Opened opened;

        synchronized <T> T with(String wanted, ShippedSpec spec, Function<Opened, T> work) {
            Opened here = opened;
            if (here == null || !name.equals(wanted)) {
                close();
                here = Opened.of(spec);
                opened = here;
                name = wanted;
            }
            return work.apply(here);
        }

        private void close() {
            if (opened != null) {
                opened.close();
                opened = null;
            }
        }
    }

    /** Opens what a spec names, for whoever closes it. */
    static Opened of(ShippedSpec shipped) {
        FetchedFiles fetched = new FetchedFiles();
        boolean whole = false;
        try {
            Understood understood = Models.understood(shipped.here(Map.of(), fetched));
            Cohort cohort = understood.cohort();
            Opened opened = new Opened(understood.spec(), cohort, understood.open(), fetched);
            whole = true;
            return opened;
        } finally {
            if (!whole) {
                fetched.close();
            }
        }
    }

    /**
     * Works with what is open here.
     *
     * @param name of the spec and its job, unlike that of any other
     */
    static <T> T with(String name, ShippedSpec spec, Function<Opened, T> work) {
        return PLACE.with(name, spec, work);
    }

    /** As it was understood, with its files where they are here. */
    RobustnessSpec spec() {
        return spec;
    }

    Cohort cohort() {
        return cohort;
    }

    SegmentationModel model() {
        return model;
    }

    /** Where what is fetched for it goes. */
    FetchedFiles fetched() {
        return fetched;
    }

    /**
     * What does the pieces of an order here, which is read once.
     *
     * @param worker does what is ordered of this spec, where nothing was yet
     * @throws IOException if the order cannot be read
     */
    BatchWork.Begun begun(ShippedOrder order, Function<Opened, BatchWork> worker) throws IOException {
        Begun last = begun;
        if (last == null || !last.order().equals(order)) {
            BatchWork here = work == null ? worker.apply(this) : work;
            work = here;
            try (InputStream in = order.open()) {
                last = new Begun(order, here.begin(in));
            }
            begun = last;
        }
        return last.work();
    }

    @Override
    public void close() {
        try (fetched;
                model) {
            if (work != null) {
                work.close();
            }
        }
    }
}
