package org.duress.model.lowering.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Extent;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.rules.Arithmetic;
import org.duress.model.lowering.graph.rules.Binary;
import org.duress.model.lowering.graph.rules.Parts;
import org.duress.model.lowering.graph.rules.Shapes;
import org.duress.model.lowering.graph.rules.Unary;
import org.duress.net.Network;
import org.duress.spec.ModelLayout;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What operands and rules do by themselves, without a file. */
class GraphTest {
    private static final Site SITE = new Site("f", 3, "operator 3 'x' (Odd)", "Odd", "do without");

    private final Lowering net = new Lowering(6, 8, 1);

    private Step step(Scales scales, Operand... inputs) {
        return new Step(
                new Step.Context(SITE, Arrays.stream(inputs).map(Optional::of).toList(), net, scales));
    }

    private static long[] longs(Array array) {
        Constant constant = (Constant) array;
        return IntStream.range(0, constant.size()).mapToLong(constant::longAt).toArray();
    }

    // ---- constants ----

    @Test
    void wholeNumbersAreDividedAsWholeOnesAndRealOnesAsRealOnes() {
        Constant seven = Constant.ofLongs(new int[] {2}, -7, 7);
        Constant two = Constant.ofScalar(2L);
        assertThat(longs(Binary.QUOTIENT.of(seven, two))).containsExactly(-3, 3);
        assertThat(longs(Binary.FLOOR_QUOTIENT.of(seven, two))).containsExactly(-4, 3);
        assertThat(longs(Binary.REMAINDER.of(seven, two))).containsExactly(1, 1);
        assertThat(Binary.QUOTIENT.of(seven, Constant.ofScalar(2f)).floats()).containsExactly(-3.5f, 3.5f);
        assertThat(Binary.REMAINDER.of(seven.real(), two).floats()).containsExactly(-1, 1);
        assertThat(longs(Binary.LESS.of(seven.real(), two))).containsExactly(1, 0);
        assertThat(((Constant) Unary.ROOT.of(step(Scales.apart(), Constant.ofScalar(2L)))).at(0))
                .isEqualTo((float) Math.sqrt(2));
    }

    @Test
    void whatIsComputedFromTheNumberOfImagesIsUnknown() {
        Constant shape = Constant.ofLongs(new int[] {3}, Constant.FREE, 4, 6);
        Constant half = Binary.QUOTIENT.of(shape, Constant.ofScalar(2L));
        assertThat(longs(half)).containsExactly(Constant.FREE, 2, 3);
        assertThat(half.ints()).containsExactly(-1, 2, 3);
        assertThat(half.real().floats()).containsExactly(Float.NaN, 2, 3);
        assertThat(longs(half.real().whole())).containsExactly(Constant.FREE, 2, 3);
        Step step = step(Scales.apart());
        Tensor x = Tensor.image(net.image(), 1, ModelLayout.NCHW);
        assertThatThrownBy(() -> Arithmetic.product(step, x, half.along(0, 0).real()))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("file f, operator 3 'x' (Odd): a constant that is the number of images")
                .hasMessageEndingWith("which is not supported; do without");
    }

    @Test
    void numbersAreJoinedChosenAndCopiedWhereTheyBelong() {
        Constant x = Constant.longs(new int[] {2, 3}, i -> i);
        Constant y = Constant.longs(new int[] {2, 1}, i -> 10 + i);
        assertThat(longs(Constant.joined(List.of(x, y), 1))).containsExactly(0, 1, 2, 10, 3, 4, 5, 11);
        assertThat(longs(x.along(1, 2, 0))).containsExactly(2, 0, 5, 3);
        assertThat(longs(y.broadcast(2, 2, 2))).containsExactly(10, 10, 11, 11, 10, 10, 11, 11);
        assertThat(longs(Shapes.tiled(step(Scales.apart()), y, new int[] {1, 2})))
                .containsExactly(10, 10, 11, 11);
        assertThat(longs(Constant.range(3, -2, -2, true))).containsExactly(3, 1, -1);
        assertThatThrownBy(() -> Constant.joined(List.of(x, y), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[2, 3] and [2, 1] cannot be joined along axis 0");
        assertThatThrownBy(() -> Constant.range(0, 1e9, 1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no shape needs 4194305 numbers");
    }

    /** As Python's {@code slice.indices} has it, written as it is documented there. */
    @Test
    void slicesAreThoseOfPython() {
        int slices = 0;
        for (int size = 0; size < 5; size++) {
            for (int start = -6; start <= 6; start++) {
                for (int end = -6; end <= 6; end++) {
                    for (int every : new int[] {-3, -1, 1, 2}) {
                        List<Integer> wanted = new ArrayList<>();
                        int lower = every > 0 ? 0 : -1;
                        int upper = every > 0 ? size : size - 1;
                        int from = Math.max(lower, Math.min(upper, start < 0 ? start + size : start));
                        int to = Math.max(lower, Math.min(upper, end < 0 ? end + size : end));
                        for (int i = from; every > 0 ? i < to : i > to; i += every) {
                            wanted.add(i);
                        }
                        assertThat(Parts.slice(start, end, every, size))
                                .as("[%s:%s:%s] of %s", start, end, every, size)
                                .containsExactly(
                                        wanted.stream().mapToInt(i -> i).toArray());
                        slices++;
                    }
                }
            }
        }
        assertThat(slices).isEqualTo(5 * 13 * 13 * 4);
        assertThat(Parts.slice(Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 3)).containsExactly(2, 1, 0);
    }

    // ---- views ----

    /** A constant moves its numbers, a view only says where they are: both must be in the same places. */
    @RepeatedTest(20)
    void aViewMovesWhatAConstantMoves(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Tensor view = Tensor.image(new Value("x", 2, new Extent(1, 4, 6), 8), 1, ModelLayout.NCHW);
        int[] first = view.places();
        Constant moved = Constant.longs(view.shape(), i -> first[i]);
        for (int k = 0; k < 4; k++) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, view.rank()).boxed().toList());
            Collections.shuffle(order, random);
            int[] axes = order.stream().mapToInt(i -> i).toArray();
            view = view.transposed(axes);
            moved = moved.transposed(axes);
            int torn = random.nextInt(view.rank());
            if (view.size(torn) % 2 == 0) {
                int[] shape = new int[view.rank() + 1];
                for (int d = 0; d < shape.length; d++) {
                    shape[d] = d < torn ? view.size(d) : d == torn ? 2 : view.size(d - 1) / (d == torn + 1 ? 2 : 1);
                }
                view = view.reshaped(shape);
                moved = moved.reshaped(shape);
            }
            assertThat(view.shape()).isEqualTo(moved.shape());
            assertThat(Arrays.stream(view.places()).asLongStream().toArray()).isEqualTo(longs(moved));
        }
    }

    @Test
    void aShapeThatTearsAnAxisElsewhereThanAtAFactorIsAMisfit() {
        Tensor view = Tensor.image(new Value("x", 2, new Extent(1, 4, 6), 8), 1, ModelLayout.NCHW);
        assertThatThrownBy(() -> Shapes.reshaped(view, new int[] {1, 3, -1}, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shape [1, 8, 4, 6] cannot become [1, 3, 64]");
        assertThatThrownBy(() -> Shapes.reshaped(view, new int[] {1, 5, -1}, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot become [1, 5, -1]");
    }

    // ---- the walk ----

    @Test
    void scalesInARowAreOneLayerWhereTheyAreJoined() {
        Value once = twice(Scales.joined());
        Network joined = net.upTo(once);
        Value apart = twice(Scales.apart());
        assertThat(joined.graph().nodes()).hasSize(1);
        assertThat(net.upTo(apart).graph().nodes()).hasSize(2);
        assertThat(joined.values().get(once.node() + ".gamma")).containsExactly(6);
        assertThat(joined.values().get(once.node() + ".beta")).containsExactly(7);
    }

    private int steps;

    /** {@code 3 (2 x + 1) + 4}. */
    private Value twice(Scales scales) {
        Site site = new Site("f", steps++, "", "Odd", "");
        Step step = new Step(new Step.Context(site, List.of(), net, scales));
        return step.affine(step.affine(net.image(), 2, 1), 3, 4);
    }

    private record Plain(String type, List<String> reads, List<String> gives) implements Walk.Node<Step> {
        @Override
        public Site site() {
            return new Site("f", 3, "operator 3 'x' (" + type + ")", type, "do without");
        }

        @Override
        public Step step(Step.Context context) {
            return new Step(context);
        }
    }

    private Walk<Step> walk() {
        Map<String, Operator<Step>> operators = Map.of(
                "Root", Operator.single(Unary.ROOT::of),
                "Tanh", Operator.single(Unary.TANH::of),
                "Turned", Operator.single(step -> Shapes.transposed(step, step.array(0), new int[] {0, 1, 3, 2})),
                "Five", Operator.single(step -> Shapes.reshaped(step.array(0), new int[] {5, -1}, false)),
                "Beyond", Operator.single(step -> step.constant(0, "it").along(3, 0)),
                "Many", Operator.single(step -> Constant.longs(new int[] {1 << 22}, i -> i)));
        Walk<Step> walk = new Walk<>(operators, net, Scales.joined(), Map.of("four", Constant.ofScalar(4f)));
        walk.give("image", Tensor.image(net.image(), 1, ModelLayout.NCHW));
        return walk;
    }

    private static void lower(Walk<Step> walk, String type, String from, String to) {
        walk.lower(new Plain(type, List.of(from), List.of(to)));
    }

    @Test
    void whatDoesNotDependOnTheImageIsComputedAndTheRestBecomesLayers() {
        Walk<Step> walk = walk();
        lower(walk, "Root", "four", "two");
        lower(walk, "Tanh", "image", "y");
        assertThat(walk.result("two"))
                .isInstanceOfSatisfying(
                        Constant.class, two -> assertThat(two.scalar()).isEqualTo(2));
        assertThat(walk.lowered("y", SITE).output().shape()).containsExactly(1, 1, 6, 8);
        assertThatThrownBy(() -> walk.lowered("two", SITE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("operator 3 'x' (Odd): a result that does not depend on the image");
        assertThatThrownBy(() -> walk.lowered("image", SITE)).hasMessageContaining("the image itself");
        lower(walk, "Turned", "y", "turned");
        assertThatThrownBy(() -> walk.lowered("turned", SITE))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("rows and columns are swapped");
    }

    @Test
    void anOperatorIsRefusedInOneWay() {
        Walk<Step> walk = walk();
        assertThatThrownBy(() -> lower(walk, "Odd", "image", "y"))
                .isInstanceOf(DuressException.class)
                .hasMessage("file f, operator 3 'x' (Odd): this operator, which is not supported; do without");
        assertThatThrownBy(() -> lower(walk, "Tanh", "later", "y"))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("(Tanh): it reads 'later'");
        assertThatThrownBy(() -> lower(walk, "Root", "image", "y"))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("(Root): this operator on what depends on the image");
        assertThatThrownBy(() -> lower(walk, "Five", "image", "y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("operator 3 'x' (Five): a tensor of shape [1, 1, 6, 8] cannot become [5, -1]");
        assertThatThrownBy(() -> lower(walk, "Beyond", "four", "y"))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("(Beyond): inputs that do not fit its attributes");
    }

    @Test
    void numbersMadeOfFewAreCounted() {
        Walk<Step> walk = walk();
        for (int i = 0; i < 4; i++) {
            lower(walk, "Many", "four", "many");
        }
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 2; i++) {
                        lower(walk, "Many", "four", "many");
                    }
                })
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("more numbers made of constants than the file has");
    }
}
