package org.duress.model.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duress.DuressException;
import org.duress.model.descriptor.DescribedLabels.Head;
import org.duress.model.descriptor.DescribedLabels.Largest;
import org.duress.model.descriptor.DescribedLabels.Output;
import org.duress.model.descriptor.DescribedLabels.Undone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonaiPostprocessingTest {
    private static final String SIGMOID = "{'_target_': 'Activationsd', 'keys': 'pred', 'sigmoid': true}";
    private static final String SOFTMAX = "{'_target_': 'Activationsd', 'keys': 'pred', 'softmax': true}";
    private static final String HALF = "{'_target_': 'AsDiscreted', 'keys': 'pred', 'threshold': 0.5}";
    private static final String GREATEST = "{'_target_': 'AsDiscreted', 'keys': 'pred', 'argmax': true}";
    private static final String UNDO =
            "{'_target_': 'Invertd', 'keys': 'pred', 'transform': '@preprocessing', 'nearest_interp': false}";
    private static final String UNDO_NEAREST = UNDO.replace("false", "true");

    private static DescribedLabels labels(String... transforms) {
        return MonaiPostprocessing.labels(
                Written.configuration("{'postprocessing': {'_target_': 'Compose', 'transforms': ["
                        + String.join(",", transforms) + "]}}"),
                List.of("one", "two", "three"));
    }

    private static String function(String function) {
        return "{'_target_': 'Lambdad', 'keys': ['pred'], 'func': '$lambda x: " + function + "'}";
    }

    @Test
    void readsClasses() {
        assertThat(labels(SOFTMAX, UNDO, GREATEST))
                .isEqualTo(new DescribedLabels(
                        Head.SOFTMAX,
                        List.of(new Output("one", 0), new Output("two", 1), new Output("three", 2)),
                        List.of(),
                        Undone.PROBABILITIES,
                        List.of()));
    }

    @Test
    void readsRegions() {
        assertThat(labels(SIGMOID, HALF))
                .isEqualTo(new DescribedLabels(
                        Head.SIGMOID,
                        List.of(new Output("one", 1), new Output("two", 2), new Output("three", 3)),
                        List.of(),
                        Undone.NOTHING,
                        List.of()));
    }

    @Test
    void tellsWhatIsInterpolatedWhenStepsAreUndone() {
        assertThat(labels(UNDO, GREATEST).undone()).isEqualTo(Undone.LOGITS);
        assertThat(labels(UNDO, SIGMOID, HALF).undone()).isEqualTo(Undone.LOGITS);
        assertThat(labels(SOFTMAX, GREATEST, UNDO_NEAREST).undone()).isEqualTo(Undone.LABELS);
        assertThat(labels(GREATEST, UNDO).undone()).isEqualTo(Undone.LABELS_INTERPOLATED);
    }

    @Test
    void paintsRegionsInTheOrderThatAFunctionMerges() {
        DescribedLabels labels = labels(
                SIGMOID,
                HALF,
                function("torch.where(x[[1]] > 0, 7, torch.where(x[[2]] > 0, 5, torch.where(x[[0]] > 0, 3, 0)))"));
        assertThat(labels.outputs())
                .containsExactly(new Output("one", 3), new Output("two", 7), new Output("three", 5));
        assertThat(labels.merge()).as("what wins is painted last").containsExactly(0, 2, 1);
        assertThat(labels(SIGMOID, HALF, function("torch.where(x[[1]] > 0, 7, torch.where(x[[1]] > 0, 5, 0))"))
                        .outputs())
                .as("what is asked first is what it is")
                .contains(new Output("two", 7));
    }

    @Test
    void takesTheBackgroundAwayAndKeepsLargestComponents() {
        assertThat(labels(
                                GREATEST.replace("true", "true, 'to_onehot': 3"),
                                function("x[1:]"),
                                "{'_target_': 'KeepLargestConnectedComponentd', 'keys': 'pred', 'applied_labels': [2]}",
                                "{'_target_': 'KeepLargestConnectedComponentd', 'keys': 'pred'}",
                                "{'_target_': 'SaveImaged', 'keys': 'pred', 'output_dir': 'x'}")
                        .largest())
                .containsExactly(new Largest(List.of(2)), new Largest(List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x * 2",
                "torch.where(x[[0]] > 0, 1, 2)",
                "torch.where(x[[0]] > 1, 1, 0)",
                "torch.where(x[[0]] > 0, 1, torch.zeros(x))",
                "exit()"
            })
    void refusesOtherFunctions(String function) {
        assertThatThrownBy(() -> labels(SIGMOID, HALF, function(function)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(
                        "Lambdad has the function '$lambda x: " + function + "', which is not understood");
    }

    @Test
    void refusesAChannelThatIsNotThere() {
        assertThatThrownBy(() -> labels(SIGMOID, HALF, function("torch.where(x[[3]] > 0, 1, 0)")))
                .hasMessageContaining("speaks of channel 3, and the network has 3 outputs");
    }

    @Test
    void refusesOtherHeads() {
        assertThatThrownBy(() -> labels(SIGMOID, GREATEST)).hasMessageContaining("neither by the greatest");
        assertThatThrownBy(() -> labels(HALF)).hasMessageContaining("neither by the greatest");
        assertThatThrownBy(() -> labels(SIGMOID, HALF.replace("0.5", "0.3"))).hasMessageContaining("neither");
        assertThatThrownBy(() -> labels(SIGMOID, SOFTMAX)).hasMessageContaining("neither a sigmoid nor a softmax");
        assertThatThrownBy(() -> labels(SIGMOID, UNDO_NEAREST, HALF)).hasMessageContaining("nearest_interp");
        assertThatThrownBy(() -> labels()).hasMessageContaining("makes no labels");
        assertThatThrownBy(() -> labels(SOFTMAX, "{'_target_': 'FillHolesd', 'keys': 'pred'}"))
                .hasMessageContaining("FillHolesd is a transform of labels that is not known");
        assertThatThrownBy(() -> labels(
                        GREATEST,
                        "{'_target_': 'KeepLargestConnectedComponentd', 'keys': 'pred', 'num_components': 2}"))
                .hasMessageContaining("num_components");
    }
}
