package org.duress.attack;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.model.ImageBatch;

/** The images of a batch that are still attacked, with their places in it: what is drawn for an image goes by these. */
public final class OpenImages {
    private final ImageBatch all;
    private final int[] places;
    private final ImageBatch images;

    /**
     * Those of a batch.
     *
     * @param lost places of those that are left alone; not all of them
     */
    public OpenImages(ImageBatch all, BitSet lost) {
        this.all = all;
        places = IntStream.range(0, all.count()).filter(i -> !lost.get(i)).toArray();
        images = whole() ? all : all.picked(places);
    }

    private boolean whole() {
        return places.length == all.count();
    }

    /** The images, as a batch of their own. */
    public ImageBatch images() {
        return images;
    }

    public int count() {
        return places.length;
    }

    /** Place in the whole batch of one of them. */
    public int place(int image) {
        return places[image];
    }

    /** Their fields, of those of the whole batch. */
    public Perturbation of(Perturbation fields) {
        return whole()
                ? fields
                : Perturbation.joined(IntStream.of(places).mapToObj(fields::one).toList());
    }

    /** As {@link WorstTrials#joined}, for the whole batch; nothing changes about the others. */
    public List<Perturbation> joined(List<List<KeptFields>> perImage, int most) {
        List<List<KeptFields>> ofAll = new ArrayList<>(Collections.nCopies(all.count(), List.<KeptFields>of()));
        for (int i = 0; i < places.length; i++) {
            ofAll.set(places[i], perImage.get(i));
        }
        return WorstTrials.joined(all, ofAll, most);
    }
}
