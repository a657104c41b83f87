package org.duress.spec;

import java.util.List;

/**
 * The properties of Duress. Each can be a system property or a JUnit configuration parameter (for example in
 * {@code junit-platform.properties}); the system property wins.
 *
 * <p>Besides those below, every key of the blocks {@code attack}, {@code budget}, {@code realism} and {@code gate} of a
 * spec file, and {@code cohort.seed}, can be overridden for all specs of a run: {@code duress.attack.xi=3.0},
 * {@code duress.attack.fields=deformation}, {@code duress.gate.maxDiceDrop=0.2},
 * {@code duress.gate.organs.liver=0.1}. Values are written as in a spec file; the brackets around a list may be left
 * out. An unknown key in these blocks is an error.
 */
public final class DuressProperties {
    /** Where tensors live: {@code auto} (default), {@code cpu} or {@code gpu}. */
    public static final String DEVICE = "duress.device";

    /** {@code true} turns the skip of a test that needs a GPU into a failure. Default {@code false}. */
    public static final String REQUIRE_GPU = "duress.requireGpu";

    /** {@code true} turns the skip of a test that needs a Docker engine into a failure. Default {@code false}. */
    public static final String REQUIRE_DOCKER = "duress.requireDocker";

    /** Folder that reports are written to. Default {@value #DEFAULT_REPORTS}. */
    public static final String REPORTS = "duress.reports";

    /** Folder of the trained attackers. Default {@value #DEFAULT_STORE}. */
    public static final String STORE = "duress.store";

    /** Folder of the spec files, where a test names none. Default {@value #DEFAULT_SPECS}. */
    public static final String SPECS = "duress.specs";

    /** Folder of the real data that Duress's own tests use when it is there. */
    public static final String DATA = "duress.data";

    /** Begins the override of a key of the block {@code attack}. */
    public static final String ATTACK = "duress.attack.";

    /** Begins the override of a key of the block {@code gate}. */
    public static final String GATE = "duress.gate.";

    /** Begins the override of a key of the block {@code budget}. */
    public static final String BUDGET = "duress.budget.";

    /** Begins the override of a key of the block {@code realism}. */
    public static final String REALISM = "duress.realism.";

    /** What is done with counterexamples of earlier runs: {@code first} (default), {@code replay} or {@code full}. */
    public static final String SEARCH = "duress.search";

    /** Folder of the counterexamples. Default {@value #DEFAULT_COUNTEREXAMPLES}. */
    public static final String COUNTEREXAMPLES = "duress.counterexamples";

    /**
     * Whether this is a run of continuous integration, {@code true} or {@code false}. Not set: whether the environment
     * variable {@code CI} is, to anything but {@code false}.
     */
    public static final String CI = "duress.ci";

    /** {@code true}: what there is to train is trained and stored, and nothing is attacked. Default {@code false}. */
    public static final String TRAIN_ONLY = "duress.trainOnly";

    /** Which share of the gate subjects is attacked, as in {@code 2/8}; not set: all of them, with a verdict. */
    public static final String SHARD = "duress.shard";

    /** Name of the folder, below that of the reports, that shards are written to. */
    public static final String SHARDS = "shards";

    /** Folders of the shards that are put together, separated by commas. */
    public static final String MERGE = "duress.merge";

    /** Which channel of images of several the pictures show: {@value #DEFAULT_CHANNEL} (default), or from 1. */
    public static final String CHANNEL = "duress.report.channel";

    /** Overrides {@code cohort.seed}. */
    public static final String COHORT_SEED = "duress.cohort.seed";

    public static final String DEFAULT_REPORTS = "reports";
    public static final String DEFAULT_CHANNEL = "most";
    public static final String DEFAULT_STORE = ".duress/store";
    public static final String DEFAULT_COUNTEREXAMPLES = ".duress/counterexamples";
    public static final String DEFAULT_SPECS = "robustness-specs";
    public static final String DEFAULT_SEARCH = "first";

    /**
     * Those of a run, which are no keys of a spec.
     *
     * @param byDefault in words
     * @param meaning one sentence without its full stop
     */
    public record Property(String name, String byDefault, String meaning) {}

    /** All of them, in the order in which documents name them. */
    public static final List<Property> ALL = List.of(
            new Property(DEVICE, "auto", "where tensors live: auto, cpu or gpu"),
            new Property(
                    REQUIRE_GPU,
                    "false",
                    "whether tests that need a GPU (@EnabledIfGpu) fail instead of being skipped"),
            new Property(
                    REQUIRE_DOCKER,
                    "false",
                    "whether tests that need a Docker engine (those whose model is an image, @EnabledIfDocker) fail"
                            + " instead of being skipped"),
            new Property(
                    REPORTS,
                    DEFAULT_REPORTS,
                    "where reports go; forks that run specs of one name at once need a folder each"),
            new Property(
                    CHANNEL,
                    DEFAULT_CHANNEL,
                    "which channel of images of several the pictures show: most, the one that changed most, or a number"
                            + " from 1 where the images have as many"),
            new Property(
                    STORE,
                    DEFAULT_STORE,
                    "where trained attackers and substitutes live; may be read-only where it holds what is needed"),
            new Property(
                    SEARCH, DEFAULT_SEARCH, "what is done with counterexamples of earlier runs: first, replay or full"),
            new Property(COUNTEREXAMPLES, DEFAULT_COUNTEREXAMPLES, "where counterexamples live"),
            new Property(
                    CI,
                    "whether the environment variable CI is set, to anything but false",
                    "whether this is a run of continuous integration, in which a baseline or a folder of"
                            + " counterexamples that a spec names must be there, and what is found is written to the"
                            + " reports alone"),
            new Property(
                    TRAIN_ONLY,
                    "false",
                    "whether attackers and substitutes are trained and stored, and nothing is attacked, for the shards"
                            + " that come after"),
            new Property(
                    SHARD,
                    "all of them",
                    "which share of the gate subjects is attacked, as in 2/8; what comes of it is written to the"
                            + " folder shards of duress.reports, and there is no verdict before all shares are merged"),
            new Property(
                    MERGE,
                    "none",
                    "folders, separated by commas, with the shards that are put together to a verdict, instead of"
                            + " attacking"),
            new Property(SPECS, DEFAULT_SPECS, "folder of the spec files, where a test names none"),
            new Property(DATA, "../shared/data", "real data for Duress's own tests; without it they are skipped"));

    private DuressProperties() {}
}
