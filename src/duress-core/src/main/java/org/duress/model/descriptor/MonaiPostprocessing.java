package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.model.descriptor.DescribedLabels.Head;
import org.duress.model.descriptor.DescribedLabels.Largest;
import org.duress.model.descriptor.DescribedLabels.Output;
import org.duress.model.descriptor.DescribedLabels.Undone;

/** What a MONAI bundle makes of its network's values. */
final class MonaiPostprocessing {
    private static final Set<String> BOOKKEEPING = Set.of(
            "EnsureTyped",
            "ToTensord",
            "ToDeviced",
            "CastToTyped",
            "FromMetaTensord",
            "Identityd",
            "SaveImaged",
            "DeleteItemsd");

    /** The channel of the background is not written. */
    private static final Pattern WITHOUT_BACKGROUND = Pattern.compile("\\$lambda(\\w+):\\1\\[1:\\]");

    /** Where a channel is set, its label, else what follows: {@code torch.where(x[[2]]>0,4,...)}. */
    private static final Pattern WHERE =
            Pattern.compile("torch\\.where\\(x\\[\\[(\\d{1,3})\\]\\]>0,(\\d{1,5}),(.*)\\)");

    private static final String MERGE = "$lambdax:";
    private static final String INSTEAD = "write model.head and model.classes with model.format: torchscript";

    private final Configuration configuration;
    private final List<String> outputs;

    /** By output channel, the first to count first. */
    private final Map<Integer, Integer> merged = new LinkedHashMap<>();

    private final List<Largest> largest = new ArrayList<>();
    private Optional<Head> activated = Optional.empty();
    private Optional<Head> discrete = Optional.empty();
    private Undone undone = Undone.NOTHING;

    private MonaiPostprocessing(Configuration configuration, List<String> outputs) {
        this.configuration = configuration;
        this.outputs = outputs;
    }

    /**
     * What becomes of values.
     *
     * @param outputs names of the network's output channels
     * @throws DuressException if a transform is not known, or no labels are made
     */
    static DescribedLabels labels(Configuration configuration, List<String> outputs) {
        JsonNode value = configuration
                .find("postprocessing")
                .orElseThrow(
                        () -> new DuressException(configuration.location() + " has no 'postprocessing'; " + INSTEAD));
        MonaiPostprocessing postprocessing = new MonaiPostprocessing(configuration, outputs);
        Component.all(value, configuration).forEach(postprocessing::add);
        return postprocessing.labels();
    }

    private void add(Component transform) {
        switch (transform.transform()) {
            case "Activationsd" -> activate(transform);
            case "AsDiscreted" -> discretise(transform);
            case "Invertd" -> undo(transform);
            case "KeepLargestConnectedComponentd" -> keepLargest(transform);
            case "Lambdad" -> merge(transform);
            default -> {
                if (!BOOKKEEPING.contains(transform.transform())) {
                    throw transform.error("is a transform of labels that is not known; " + INSTEAD);
                }
            }
        }
    }

    private void activate(Component transform) {
        boolean sigmoid = transform.flag("sigmoid", false);
        boolean softmax = transform.flag("softmax", false);
        transform.requireNothingElse();
        if (sigmoid == softmax || activated.isPresent() || discrete.isPresent()) {
            throw transform.error("is neither a sigmoid nor a softmax of the network's values; " + INSTEAD);
        }
        activated = Optional.of(sigmoid ? Head.SIGMOID : Head.SOFTMAX);
    }

    private void discretise(Component transform) {
        transform.ignore("to_onehot", "keepdim", "dim");
        boolean greatest = transform.flag("argmax", false);
        boolean half = transform.number("threshold").orElse(0) == 0.5;
        transform.requireNothingElse();
        boolean regions = !greatest && half && activated.equals(Optional.of(Head.SIGMOID));
        boolean classes = greatest && !transform.has("threshold") && !activated.equals(Optional.of(Head.SIGMOID));
        if (regions == classes || discrete.isPresent()) {
            throw transform.error("makes labels of values neither by the greatest of classes nor by a probability of"
                    + " one half; " + INSTEAD);
        }
        discrete = Optional.of(regions ? Head.SIGMOID : Head.SOFTMAX);
    }

    private void undo(Component transform) {
        boolean nearest = transform.flag("nearest_interp", true);
        if (discrete.isPresent()) {
            undone = nearest ? Undone.LABELS : Undone.LABELS_INTERPOLATED;
        } else if (nearest) {
            throw transform.error(
                    "undoes preprocessing of probabilities with nearest_interp, which is not known; " + INSTEAD);
        } else {
            undone = activated.isPresent() ? Undone.PROBABILITIES : Undone.LOGITS;
        }
    }

    private void keepLargest(Component transform) {
        transform.ignore("is_onehot");
        if (!transform.flag("independent", true)
                || transform.has("connectivity")
                || transform.number("num_components").orElse(1) != 1) {
            throw transform.error("has independent, connectivity or num_components, which are not known; " + INSTEAD);
        }
        largest.add(new Largest(transform.has("applied_labels") ? transform.integers("applied_labels") : List.of()));
        transform.requireNothingElse();
    }

    private void merge(Component transform) {
        // Functions are no values, so this one is taken as it is written, blanks aside.
        String function = transform.written("func").replaceAll("\\s", "");
        if (WITHOUT_BACKGROUND.matcher(function).matches() && discrete.isPresent()) {
            return;
        }
        String rest = function.startsWith(MERGE) ? function.substring(MERGE.length()) : "";
        Matcher where = WHERE.matcher(rest);
        while (where.matches()) {
            int channel = Integer.parseInt(where.group(1));
            if (channel >= outputs.size()) {
                throw transform.error("speaks of channel " + channel + ", and the network has " + outputs.size()
                        + " outputs; restore the bundle");
            }
            merged.putIfAbsent(channel, Integer.parseInt(where.group(2)));
            rest = where.group(3);
            where = WHERE.matcher(rest);
        }
        if (merged.isEmpty() || !rest.equals("0") || !discrete.equals(Optional.of(Head.SIGMOID))) {
            throw transform.error("has the function '" + transform.written("func")
                    + "', which is not understood, and none is executed; " + INSTEAD);
        }
    }

    private DescribedLabels labels() {
        Head head = discrete.or(() -> activated)
                .orElseThrow(() -> new DuressException(configuration.location()
                        + ": 'postprocessing' makes no labels of the network's values; " + INSTEAD));
        int first = head == Head.SOFTMAX ? 0 : 1;
        List<Output> all = IntStream.range(0, outputs.size())
                .mapToObj(at -> new Output(outputs.get(at), merged.getOrDefault(at, at + first)))
                .toList();
        List<Integer> painted = new ArrayList<>(merged.keySet());
        Collections.reverse(painted);
        return new DescribedLabels(head, all, painted, undone, largest);
    }
}
