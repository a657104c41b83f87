package org.duress.spec;

import static org.duress.spec.Modality.CT;
import static org.duress.spec.Modality.FUNDUS;
import static org.duress.spec.Modality.MR;
import static org.duress.spec.Modality.ULTRASOUND;
import static org.duress.spec.Modality.XRAY;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Natural shifts: what scanners, protocols and software do to images. Their constants are in {@code org.duress.shift}.
 */
public enum ShiftKind {
    /** Additive Gaussian noise. */
    NOISE(Needs.NOTHING, true, CT, XRAY, FUNDUS, ULTRASOUND),
    /** The noise of magnitude images. */
    RICIAN(Needs.NOTHING, false, MR),
    /** Multiplicative noise. */
    SPECKLE(Needs.NOTHING, false, ULTRASOUND),
    /** A smooth multiplicative field: of receiver coils, or of uneven light. */
    BIAS_FIELD(Needs.NOTHING, false, MR, FUNDUS),
    /** A grey scale that is bent. */
    GAMMA(Needs.NOTHING, true, CT, MR, XRAY, FUNDUS, ULTRASOUND),
    /** A grey scale that is flatter. */
    CONTRAST(Needs.NOTHING, true, CT, MR, XRAY, FUNDUS, ULTRASOUND),
    /** A wider point spread, of focus or reconstruction kernel. */
    BLUR(Needs.NOTHING, true, CT, MR, XRAY, FUNDUS, ULTRASOUND),
    /** Thicker slices, of volumes. */
    THICKNESS(Needs.VOLUMES, false, CT, MR),
    /** The patient moves while k-space is filled. */
    MOTION(Needs.NOTHING, false, MR),
    /** Periodic motion: every fourth line of k-space is weaker. */
    GHOSTING(Needs.NOTHING, false, MR),
    /** A spark in k-space: a wave over the image. */
    SPIKES(Needs.NOTHING, false, MR),
    /** Noise of fewer photons, smooth as reconstruction makes it. */
    LOW_DOSE(Needs.HOUNSFIELD, false, CT),
    /** Bright and dark streaks that leave one place, as of metal. */
    STREAKS(Needs.HOUNSFIELD, false, CT),
    /** Rings about the centre, of detector elements that are off. */
    RING(Needs.HOUNSFIELD, false, CT),
    /** Pixels, in the plane, that are larger, and interpolated. */
    RESOLUTION(Needs.NOTHING, true, CT, MR, XRAY, FUNDUS, ULTRASOUND),
    /** The image is turned in its plane; labels turn with it. */
    ROTATION(Needs.NOTHING, true, CT, MR, XRAY, FUNDUS, ULTRASOUND),
    /** The image is larger or smaller in its plane; labels too. */
    SCALING(Needs.NOTHING, true, CT, MR, XRAY, FUNDUS, ULTRASOUND),
    /** The image is elsewhere in its plane; labels too. */
    TRANSLATION(Needs.NOTHING, true, CT, MR, XRAY, FUNDUS, ULTRASOUND),
    /** A window whose level and width are off. */
    WINDOW(Needs.HOUNSFIELD, false, CT),
    /** One of several channels loses its signal. */
    LOST_CHANNEL(Needs.CHANNELS, false, MR, FUNDUS);

    /** What an image must have besides intensities. */
    public enum Needs {
        NOTHING,
        /** Intensities in Hounsfield units. */
        HOUNSFIELD,
        /** Several planes. */
        VOLUMES,
        /** Several channels. */
        CHANNELS
    }

    private final Needs needs;
    private final boolean anywhere;

    @SuppressWarnings("ImmutableEnumChecker") // it is unmodifiable, and no other type says so
    private final Set<Modality> modalities;

    ShiftKind(Needs needs, boolean anywhere, Modality... modalities) {
        this.needs = needs;
        this.anywhere = anywhere;
        EnumSet<Modality> all = EnumSet.noneOf(Modality.class);
        Collections.addAll(all, modalities);
        this.modalities = Collections.unmodifiableSet(all);
    }

    public Needs needs() {
        return needs;
    }

    /** Whether it is tried where nobody says what made the images. */
    public boolean anywhere() {
        return anywhere;
    }

    /** What has such shifts. */
    public Set<Modality> modalities() {
        return modalities;
    }

    /** Those that images of one modality have. */
    public static List<ShiftKind> of(Modality modality) {
        return EnumSet.allOf(ShiftKind.class).stream()
                .filter(kind -> kind.modalities.contains(modality))
                .toList();
    }

    /** What a sentence calls it: {@code low dose}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
