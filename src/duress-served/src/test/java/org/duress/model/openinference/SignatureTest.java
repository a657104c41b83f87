package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureTest {
    private static final List<Metadata.Tensor> SEG = List.of(tensor("seg", "FP32", -1, -1, -1, -1));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // shape        | model.layout | model.channels | layout | channels
                "-1,1,64,64     | AUTO | 0 | NCHW | 1",
                "1,3,-1,-1      | AUTO | 0 | NCHW | 3",
                "-1,64,64,1     | AUTO | 0 | NHWC | 1",
                "-1,-1,-1,3     | AUTO | 0 | NHWC | 3",
                "-1,128,128,-1  | AUTO | 0 | NHWC | 0",
                "-1,-1,-1,-1    | AUTO | 0 | NCHW | 0",
                "-1,-1,-1,-1    | AUTO | 3 | NCHW | 3",
                "-1,-1,-1,-1    | NHWC | 1 | NHWC | 1",
                "1,1,1,1        | AUTO | 0 | NCHW | 1",
                "1,3,64,3       | NHWC | 0 | NHWC | 3",
                "-1,4,64,64     | AUTO | 0 | NCHW | 4",
                "-1,4,-1,-1     | AUTO | 0 | NCHW | 4",
                "-1,64,64,2     | AUTO | 0 | NHWC | 2",
                "-1,8,8,3       | AUTO | 0 | NHWC | 3",
                "-1,32,64,64    | NCHW | 0 | NCHW | 32",
                "-1,64,64,32    | NHWC | 0 | NHWC | 32",
                "1,-1,8,8       | AUTO | 0 | NCHW | 0",
                "1,8,8,-1       | AUTO | 0 | NHWC | 0",
                "1,-1,-1,4      | AUTO | 0 | NHWC | 4",
                // Volumes, as exporters write their shapes.
                "-1,1,64,64,64  | AUTO | 0 | NCHW | 1",
                "1,4,96,96,96   | AUTO | 0 | NCHW | 4",
                "-1,1,-1,-1,-1  | AUTO | 0 | NCHW | 1",
                "-1,16,64,64,1  | AUTO | 0 | NHWC | 1",
                "-1,64,64,16,2  | AUTO | 0 | NHWC | 2",
                "-1,-1,-1,-1,-1 | AUTO | 2 | NCHW | 2",
                "-1,-1,-1,-1,-1 | NHWC | 3 | NHWC | 3",
                "1,16,32,32,-1  | AUTO | 0 | NCHW | 16",
                "1,16,16,32,-1  | AUTO | 0 | NHWC | 0",
                "1,-1,32,16,16  | AUTO | 0 | NCHW | 0",
            })
    void theShapeSaysTheLayoutAndOtherwiseTheSpec(
            String shape, ModelLayout stated, int channels, ModelLayout layout, int own) {
        int[] sizes =
                Arrays.stream(shape.split(",")).mapToInt(Integer::parseInt).toArray();
        int[] any = new int[sizes.length];
        Arrays.fill(any, -1);
        Signature signature = Signature.of(
                model(List.of(tensor("x", "FP32", sizes)), List.of(tensor("seg", "FP32", any))),
                spec(stated, channels, Optional.empty()),
                OptionalInt.empty(),
                "model m");
        assertThat(signature.rank()).isEqualTo(sizes.length - 2);
        assertThat(signature.layout()).isEqualTo(layout);
        assertThat(signature.channels().orElse(0)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FP32 | -1,32,64,64 | takes x FP32 [-1, 32, 64, 64], in which no axis looks like channels; set"
                        + " model.layout to nchw or nhwc",
                "FP32 | 3,224,224  | takes x FP32 [3, 224, 224], where a batch of images has four axes, [N, C, H, W] or"
                        + " [N, H, W, C], and of volumes five, [N, C, D, H, W] or [N, D, H, W, C]; serve it with those"
                        + " (for Triton set max_batch_size in config.pbtxt)",
                "FP32 | -1,32,32,64,64 | takes x FP32 [-1, 32, 32, 64, 64], in which no axis looks like channels",
                "UINT8 | -1,1,64,64 | takes x UINT8 [-1, 1, 64, 64], but images are real numbers",
                "BYTES | -1        | takes x BYTES [-1], but images are real numbers",
            })
    void otherInputsAreRefused(String datatype, String shape, String message) {
        int[] sizes =
                Arrays.stream(shape.split(",")).mapToInt(Integer::parseInt).toArray();
        refused(List.of(tensor("x", datatype, sizes)), SEG, Optional.empty(), message);
    }

    @Test
    void severalInputsAreRefused() {
        refused(
                List.of(tensor("image", "FP32", -1, 1, 64, 64), tensor("spacing", "FP32", -1, 3)),
                SEG,
                Optional.empty(),
                "model m takes 2 inputs (image FP32 [-1, 1, 64, 64], spacing FP32 [-1, 3]), but Duress has one image"
                        + " to give;"
                        + " serve a model of one input");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT64 | -1,64,64",
                "INT64 | -1,1,64,64",
                "INT32 | 1,64,64,1",
                "UINT8 | -1,-1,-1,-1",
                "BOOL  | -1,-1,-1",
            })
    void classMapsHaveTheClassesThatTheSpecNames(String datatype, String shape) {
        List<Metadata.Tensor> map = List.of(tensor("seg", datatype, sizes(shape)));
        ModelSpec named = classes(Map.of("liver", List.of(1), "kidneys", List.of(2, 4)), ModelHead.AUTO);
        Signature signature = Signature.of(model(image(), map), named, OptionalInt.empty(), "model m");
        assertThat(signature.classMaps()).isTrue();
        assertThat(signature.classCount()).isEqualTo(5);
        assertThat(Signature.of(model(image(), map), named, OptionalInt.of(9), "model m")
                        .classCount())
                .isEqualTo(9);
        assertThat(Signature.of(
                                model(image(), map),
                                spec(ModelLayout.AUTO, 0, Optional.empty()),
                                OptionalInt.of(2),
                                "model m")
                        .classCount())
                .isEqualTo(2);
    }

    @Test
    void whatASpecSaysOfAClassMapMustFit() {
        List<Metadata.Tensor> map = List.of(tensor("seg", "INT64", -1, 64, 64));
        refused(
                image(),
                map,
                Optional.empty(),
                "model m gives seg INT64 [-1, 64, 64], which are class numbers and do not tell how many classes there"
                        + " are; say in model.classes which class is which organ, as in [liver, kidneys], or set"
                        + " model.classCount, background included");
        Map<String, List<Integer>> four = Map.of("liver", List.of(4));
        assertThatThrownBy(() ->
                        Signature.of(model(image(), map), classes(four, ModelHead.AUTO), OptionalInt.of(4), "model m"))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.classes names the class 4, but model.classCount is 4, so that classes are 0"
                        + " (background) to 3; correct one of the two");
        assertThatThrownBy(() -> Signature.of(
                        model(image(), map), classes(four, ModelHead.ORGAN_LOGITS), OptionalInt.empty(), "model m"))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.head is organ-logits, but model m gives seg INT64 [-1, 64, 64], which are class"
                        + " numbers; remove it");
        assertThatThrownBy(() -> Signature.of(
                        model(image(), map),
                        classes(Map.of("liver", List.of(127)), ModelHead.AUTO),
                        OptionalInt.empty(),
                        "model m"))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.classes names the class 127, but a class map of Duress has classes up to 126; serve"
                        + " the model with fewer");
        assertThatThrownBy(() -> Signature.of(
                        model(image(), SEG), spec(ModelLayout.AUTO, 0, Optional.empty()), OptionalInt.of(4), "model m"))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.classCount is said of a model that answers with class numbers, but model m gives"
                        + " seg FP32 [-1, -1, -1, -1], whose classes are counted; remove it");
    }

    @Test
    void wholeNumbersOfAnotherShapeAreNoClassMap() {
        refused(
                image(),
                List.of(tensor("masks", "UINT8", -1, 5, 64, 64), tensor("logits", "FP32", -1, 5, 64, 64)),
                Optional.of("masks"),
                "model m gives masks UINT8 [-1, 5, 64, 64], where class numbers have three axes, [N, H, W], or a fourth"
                        + " of 1; export class numbers of that shape, or probabilities or logits as FP32, FP16, BF16 or"
                        + " FP64 (it has masks UINT8 [-1, 5, 64, 64], logits FP32 [-1, 5, 64, 64])");
        refused(
                image(),
                List.of(tensor("seg", "INT64", -1, 32, 32)),
                Optional.empty(),
                "gives seg INT64 [-1, 32, 32], which is another height and width");
        refused(
                image(),
                List.of(tensor("names", "BYTES", -1, 64, 64), tensor("volume", "FP32", -1, 5)),
                Optional.empty(),
                "model m answers with 2 outputs (names BYTES [-1, 64, 64], volume FP32 [-1, 5]), none of which can"
                        + " be the segmentation: it gives names BYTES [-1, 64, 64], which are no numbers");
        refused(image(), List.of(tensor("labels", "FP32", -1, 64, 64)), Optional.empty(), "has four axes");
    }

    /** Probabilities say more, and the class map beside them is made of them. */
    @Test
    void aClassMapIsTakenWhereNothingElseFits() {
        ModelSpec named = classes(Map.of("liver", List.of(1)), ModelHead.AUTO);
        List<Metadata.Tensor> both =
                List.of(tensor("labels", "INT64", -1, 64, 64), tensor("logits", "FP32", -1, 5, 64, 64));
        assertThat(Signature.of(model(image(), both), named, OptionalInt.empty(), "model m")
                        .output()
                        .name())
                .isEqualTo("logits");
        List<Metadata.Tensor> other = List.of(tensor("volume", "FP32", -1, 5), tensor("labels", "INT64", -1, 64, 64));
        assertThat(Signature.of(model(image(), other), named, OptionalInt.empty(), "model m")
                        .output()
                        .name())
                .isEqualTo("labels");
    }

    /** The first of several is as likely the auxiliary one. */
    @Test
    void severalOutputsThatCouldBeMeantAreRefusedAndNamed() {
        refused(
                image(),
                List.of(
                        tensor("labels", "INT64", -1, 64, 64),
                        tensor("aux", "FP32", -1, 5, 64, 64),
                        tensor("probs", "FP16", -1, -1, -1, -1),
                        tensor("half", "FP32", -1, 5, 32, 32)),
                Optional.empty(),
                "model m answers with 2 outputs (aux, probs), each of which could be the segmentation; name one with"
                        + " model.output");
        refused(
                image(),
                List.of(tensor("seg", "FP32", -1, 5, 64, 64), tensor("seg", "FP32", -1, 5, 64, 64)),
                Optional.of("seg"),
                "model m answers with 2 outputs (seg, seg), each of which could be the segmentation");
    }

    @Test
    void theOnlyOutputThatFitsIsTaken() {
        List<Metadata.Tensor> outputs = List.of(
                tensor("labels", "INT64", -1, 64, 64),
                tensor("volume", "FP32", -1, 5),
                tensor("deep", "FP32", -1, 5, 32, 32),
                tensor("probs", "FP32", -1, 5, 64, 64));
        assertThat(Signature.of(
                                model(image(), outputs),
                                spec(ModelLayout.AUTO, 0, Optional.empty()),
                                OptionalInt.empty(),
                                "model m")
                        .output()
                        .name())
                .isEqualTo("probs");
    }

    /** Asked before anything is made of that size. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2000000000,1,64,64  | -1,5,-1,-1 | takes x FP32 [2000000000, 1, 64, 64], which is more than the"
                        + " 16777216",
                "-1,1,100000,100000  | -1,5,-1,-1 | takes x FP32 [-1, 1, 100000, 100000], which is more than the"
                        + " 16777216",
                "1,1,2147483647,2147483647 | 1,2147483647,2147483647,2147483647 | which is more than the 16777216"
                        + " values that Duress sends at once; serve it for fewer images, or smaller ones",
                "-1,1,4096,4097 | -1,5,-1,-1 | which is more than the 16777216",
                "1,1,512,512,200 | -1,2,-1,-1,-1 | takes x FP32 [1, 1, 512, 512, 200], which is more than the",
                "-1,1,64,64 | 2,20000,64,64 | gives seg FP32 [2, 20000, 64, 64], which is more than the"
            })
    void moreThanThereIsRoomForIsRefused(String in, String out, String message) {
        refused(
                List.of(tensor("x", "FP32", sizes(in))),
                List.of(tensor("seg", "FP32", sizes(out))),
                Optional.empty(),
                message);
    }

    private static int[] sizes(String text) {
        return Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    @Test
    void anOutputIsChosenByName() {
        List<Metadata.Tensor> outputs =
                List.of(tensor("labels", "INT64", -1, 64, 64), tensor("logits", "FP16", -1, 5, 64, 64));
        Signature signature = Signature.of(
                model(image(), outputs),
                spec(ModelLayout.AUTO, 0, Optional.of("logits")),
                OptionalInt.empty(),
                "model m");
        assertThat(signature.outputType()).isEqualTo(TensorType.FP16);
        refused(
                image(),
                outputs,
                Optional.of("logit"),
                "model m has no output 'logit'; set model.output to one of [labels, logits]");
    }

    /** Which axes are planes, rows and columns, their sizes tell. */
    @Test
    void volumesAreAnsweredWithVolumes() {
        List<Metadata.Tensor> first = List.of(tensor("x", "FP32", -1, 2, 24, 32, 64));
        List<Metadata.Tensor> last = List.of(tensor("x", "FP32", 1, 24, 32, 64, 2));
        for (List<Metadata.Tensor> image : List.of(first, last)) {
            for (Metadata.Tensor seg : List.of(
                    tensor("seg", "FP32", -1, 5, 24, 32, 64),
                    tensor("seg", "FP32", -1, 24, 32, 64, 5),
                    tensor("seg", "UINT8", -1, 24, 32, 64),
                    tensor("seg", "INT64", -1, 1, 24, 32, 64),
                    tensor("seg", "INT32", -1, 24, 32, 64, 1))) {
                Signature signature = Signature.of(
                        model(image, List.of(seg)),
                        classes(Map.of("liver", List.of(1)), ModelHead.AUTO),
                        OptionalInt.empty(),
                        "model m");
                assertThat(signature.sizes()).containsExactly(24, 32, 64);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FP32 | -1,5,64,64   | gives seg FP32 [-1, 5, 64, 64], where a value for each image, class, plane, row"
                        + " and column has five axes; export probabilities or logits with an axis of classes and one of"
                        + " images",
                "FP32 | -1,5,64,64,8 | takes x FP32 [-1, 1, 8, 64, 64] but gives seg FP32 [-1, 5, 64, 64, 8], which is"
                        + " another depth, height and width; serve a model that answers for each voxel of its image",
                "FP32 | -1,5,4,64,64 | gives seg FP32 [-1, 5, 4, 64, 64], which is another depth, height and width",
                "INT64 | -1,64,64    | gives seg INT64 [-1, 64, 64], where class numbers have four axes, [N, D, H, W],"
                        + " or a fifth of 1",
                "INT64 | -1,5,8,64,64 | gives seg INT64 [-1, 5, 8, 64, 64], where class numbers have four axes",
                "INT64 | -1,4,64,64   | which is another depth, height and width",
            })
    void otherAnswersAboutVolumesAreRefused(String datatype, String shape, String message) {
        refused(
                List.of(tensor("x", "FP32", -1, 1, 8, 64, 64)),
                List.of(tensor("seg", datatype, sizes(shape))),
                Optional.empty(),
                message);
    }

    @Test
    void missingMetadataAndContradictionsAreRefused() {
        refused(
                List.of(),
                SEG,
                Optional.empty(),
                "model m has metadata that name no inputs; declare name, datatype and shape");
        refused(
                List.of(tensor("x", "FP32", -1, 1, 128, 128)),
                List.of(tensor("seg", "FP32", -1, 5, 64, 64)),
                Optional.empty(),
                "takes x FP32 [-1, 1, 128, 128] but gives seg FP32 [-1, 5, 64, 64], which is another height and width");
        assertThatThrownBy(() -> Signature.of(
                        model(image(), SEG),
                        spec(ModelLayout.NHWC, 0, Optional.empty()),
                        OptionalInt.empty(),
                        "model m"))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage(
                        "model.layout is NHWC, but model m takes x FP32 [-1, 1, 64, 64]; set it to NCHW or remove it");
        assertThatThrownBy(() -> Signature.of(
                        model(image(), SEG),
                        spec(ModelLayout.AUTO, 3, Optional.empty()),
                        OptionalInt.empty(),
                        "model m"))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.channels is 3, but model m takes x FP32 [-1, 1, 64, 64]; set it to 1 or remove it");
    }

    private static void refused(
            List<Metadata.Tensor> inputs, List<Metadata.Tensor> outputs, Optional<String> output, String message) {
        assertThatThrownBy(() -> Signature.of(
                        model(inputs, outputs), spec(ModelLayout.AUTO, 0, output), OptionalInt.empty(), "model m"))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageContaining(message);
    }

    private static List<Metadata.Tensor> image() {
        return List.of(tensor("x", "FP32", -1, 1, 64, 64));
    }

    private static Metadata.Model model(List<Metadata.Tensor> inputs, List<Metadata.Tensor> outputs) {
        return new Metadata.Model("m", List.of(), "", inputs, outputs);
    }

    private static Metadata.Tensor tensor(String name, String datatype, int... shape) {
        return new Metadata.Tensor(name, datatype, Arrays.stream(shape).boxed().toList());
    }

    private static ModelSpec classes(Map<String, List<Integer>> classes, ModelHead head) {
        return new ModelSpec(
                OpenInferenceModels.FORMAT,
                new ModelSource.Server(URI.create("http://localhost"), new ServedModel("m")),
                head,
                ModelLayout.AUTO,
                OptionalInt.empty(),
                Optional.empty(),
                classes);
    }

    private static ModelSpec spec(ModelLayout layout, int channels, Optional<String> output) {
        return new ModelSpec(
                OpenInferenceModels.FORMAT,
                new ModelSource.Server(URI.create("http://localhost"), new ServedModel("m")),
                ModelHead.AUTO,
                layout,
                channels == 0 ? OptionalInt.empty() : OptionalInt.of(channels),
                output,
                Map.of());
    }
}
