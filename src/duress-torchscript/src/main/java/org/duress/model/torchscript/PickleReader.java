package org.duress.model.torchscript;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.duress.model.torchscript.Pickled.Kind;

/**
 * Reads a pickle of a TorchScript archive as data: no class is loaded, nothing is called. It knows the instructions
 * that torch's exporter writes and demands of each what torch's reader, which trusts the file, takes for granted.
 */
final class PickleReader {
    private static final int LONGEST_NAME = 1000;

    /** Sizes, strides, padding: torch's kernels multiply them without a look. */
    private static final long MOST_LISTED = 1L << 24;

    private static final String LISTS = "torch.jit._pickle.build_";
    private static final String STORAGE = "Storage";

    private final ByteBuffer bytes;
    private final String entry;
    private final Tensors tensors;
    private final ModuleCode code;
    private final List<Pickled> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final List<Pickled> memo = new ArrayList<>();

    private PickleReader(byte[] bytes, String entry, Tensors tensors, ModuleCode code) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.entry = entry;
        this.tensors = tensors;
        this.code = code;
    }

    /**
     * The one value of a pickle.
     *
     * @param entry for messages
     * @param tensors checks those found
     * @param code the classes that may be named
     * @throws Refusal if it is anything but what torch writes
     */
    static Pickled read(byte[] bytes, String entry, Tensors tensors, ModuleCode code) {
        PickleReader reader = new PickleReader(bytes, entry, tensors, code);
        try {
            return reader.run();
        } catch (BufferUnderflowException e) {
            throw Refusal.damaged(entry + " ends too early");
        }
    }

    private Refusal broken() {
        return Refusal.damaged(entry + " is no pickle that TorchScript's exporter writes, at byte " + bytes.position());
    }

    private Pickled run() {
        while (true) {
            int instruction = Byte.toUnsignedInt(bytes.get());
            switch (instruction) {
                case 0x80 -> requireThat(bytes.get() == 2);
                case 'N' -> stack.add(Pickled.of(Kind.NONE));
                case 0x88 -> stack.add(Pickled.of(Kind.BOOL, 1));
                case 0x89 -> stack.add(Pickled.of(Kind.BOOL, 0));
                case 'K' -> stack.add(Pickled.of(Kind.INT, Byte.toUnsignedLong(bytes.get())));
                case 'M' -> stack.add(Pickled.of(Kind.INT, Short.toUnsignedLong(bytes.getShort())));
                case 'J' -> stack.add(Pickled.of(Kind.INT, bytes.getInt()));
                case 0x8a -> {
                    requireThat(bytes.get() == Long.BYTES);
                    stack.add(Pickled.of(Kind.INT, bytes.getLong()));
                }
                case 'G' -> {
                    bytes.getLong();
                    stack.add(Pickled.of(Kind.FLOAT));
                }
                case 'X' -> stack.add(Pickled.of(Kind.STRING, text(bytes.getInt())));
                case 'c' -> stack.add(global(line(), line()));
                case ')' -> stack.add(Pickled.of(Kind.TUPLE));
                case ']' -> stack.add(Pickled.of(Kind.LIST));
                case '}' -> stack.add(Pickled.of(Kind.DICT));
                case '(' -> marks.add(stack.size());
                case 't' -> stack.add(tuple(sinceMark()));
                case 0x85, 0x86, 0x87 -> stack.add(tuple(last(instruction - 0x84)));
                case 'a' -> fill(Kind.LIST, last(1));
                case 'e' -> fill(Kind.LIST, sinceMark());
                case 's' -> fill(Kind.DICT, last(2));
                case 'u' -> fill(Kind.DICT, sinceMark());
                case 'q' -> memorise(Byte.toUnsignedInt(bytes.get()));
                case 'r' -> memorise(bytes.getInt());
                case 'h' -> stack.add(memorised(Byte.toUnsignedInt(bytes.get())));
                case 'j' -> stack.add(memorised(bytes.getInt()));
                case 0x81 -> stack.add(newObject(last(2)));
                case 'b' -> build(last(1).get(0));
                case 'Q' -> stack.add(tensors.storage(parts(last(1).get(0), 5), entry));
                case 'R' -> stack.add(call(last(2)));
                case '.' -> {
                    requireThat(stack.size() == 1 && marks.isEmpty());
                    return whole(stack.get(0));
                }
                default -> throw broken();
            }
        }
    }

    private void requireThat(boolean asTorchWrites) {
        if (!asTorchWrites) {
            throw broken();
        }
    }

    private String text(int length) {
        requireThat(length >= 0 && length <= bytes.remaining());
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() {
        int from = bytes.position();
        while (bytes.get() != '\n') {
            requireThat(bytes.position() - from <= LONGEST_NAME);
        }
        return new String(bytes.array(), from, bytes.position() - from - 1, StandardCharsets.UTF_8);
    }

    private Pickled global(String module, String name) {
        String whole = module + "." + name;
        boolean known = whole.startsWith(LISTS)
                || (whole.startsWith("__torch__.") && code.find(whole) != null)
                || (module.equals("torch") && name.endsWith(STORAGE))
                || List.of(
                                "torch._utils._rebuild_tensor_v2",
                                "torch.jit._pickle.restore_type_tag",
                                "collections.OrderedDict",
                                "torch.device",
                                "builtins.complex")
                        .contains(whole);
        if (!known) {
            throw Refusal.code("names " + whole + " in " + entry + ", which no segmentation network needs,");
        }
        return Pickled.of(Kind.PART, whole);
    }

    /** The last values, taken off; none from before the last mark, which torch would then look for in vain. */
    private List<Pickled> last(int count) {
        int from = stack.size() - count;
        requireThat(from >= (marks.isEmpty() ? 0 : marks.get(marks.size() - 1)));
        List<Pickled> part = stack.subList(from, stack.size());
        List<Pickled> values = List.copyOf(part);
        part.clear();
        return values;
    }

    private List<Pickled> sinceMark() {
        requireThat(!marks.isEmpty());
        List<Pickled> values = last(stack.size() - marks.get(marks.size() - 1));
        marks.remove(marks.size() - 1);
        return values;
    }

    private Pickled tuple(List<Pickled> values) {
        boolean ofParts = values.stream().anyMatch(value -> value.is(Kind.PART));
        values.forEach(value -> requireThat(ofParts || usable(value)));
        // What holds parts is itself one: an argument of the next instruction, and no value.
        return Pickled.of(ofParts ? Kind.PART : Kind.TUPLE, ofParts ? "(" : "", values);
    }

    private static boolean usable(Pickled value) {
        value.completed();
        return !value.is(Kind.PART) && !(value.is(Kind.OBJECT) && value.items().isEmpty());
    }

    private Pickled whole(Pickled value) {
        requireThat(usable(value));
        return value;
    }

    private void fill(Kind kind, List<Pickled> values) {
        requireThat(!stack.isEmpty());
        requireThat(marks.isEmpty() || stack.size() > marks.get(marks.size() - 1));
        Pickled container = stack.get(stack.size() - 1);
        requireThat(container.is(kind) && (kind == Kind.LIST || values.size() % 2 == 0));
        values.forEach(value -> container.add(whole(value)));
    }

    private void memorise(int place) {
        requireThat(!stack.isEmpty() && place == memo.size());
        Pickled value = stack.get(stack.size() - 1);
        requireThat(value.is(Kind.PART) || usable(value));
        memo.add(value);
    }

    private Pickled memorised(int place) {
        requireThat(place >= 0 && place < memo.size());
        return memo.get(place);
    }

    private Pickled newObject(List<Pickled> values) {
        Pickled type = values.get(0);
        requireThat(type.is(Kind.PART)
                && code.find(type.text()) != null
                && values.get(1).is(Kind.TUPLE)
                && values.get(1).items().isEmpty());
        return Pickled.of(Kind.OBJECT, type.text());
    }

    private void build(Pickled state) {
        requireThat(!stack.isEmpty());
        Pickled object = stack.get(stack.size() - 1);
        requireThat(object.is(Kind.OBJECT) && object.items().isEmpty());
        object.add(whole(state));
        object.completed();
    }

    private List<Pickled> parts(Pickled tuple, int count) {
        requireThat(
                (tuple.is(Kind.TUPLE) || (tuple.is(Kind.PART) && tuple.text().equals("(")))
                        && tuple.items().size() == count);
        return tuple.items();
    }

    private Pickled call(List<Pickled> values) {
        Pickled called = values.get(0);
        Pickled arguments = values.get(1);
        requireThat(called.is(Kind.PART));
        switch (called.text()) {
            case "torch._utils._rebuild_tensor_v2" -> {
                return tensors.tensor(parts(arguments, 6), entry);
            }
            case "collections.OrderedDict" -> {
                parts(arguments, 0);
                return Pickled.of(Kind.PART, "{");
            }
            case "torch.device" -> {
                Pickled name =
                        parts(arguments, arguments.items().size() == 2 ? 2 : 1).get(0);
                requireThat(name.is(Kind.STRING) && name.text().matches("[a-z]{1,20}(:\\d{1,3})?"));
                requireThat(arguments.items().size() == 1
                        || arguments.items().get(1).is(Kind.INT));
                return Pickled.of(Kind.DEVICE, name.text());
            }
            case "builtins.complex" -> {
                parts(arguments, 2).forEach(part -> requireThat(part.is(Kind.FLOAT)));
                return Pickled.of(Kind.COMPLEX);
            }
            case "torch.jit._pickle.restore_type_tag" -> {
                List<Pickled> parts = parts(arguments, 2);
                requireThat(parts.get(1).is(Kind.STRING));
                DeclaredType type = DeclaredType.of(Tokens.of(parts.get(1).text(), entry), entry);
                PickledTypes.require(parts.get(0), type, code, entry);
                return parts.get(0);
            }
            default -> {
                return called.text().startsWith(LISTS) ? list(called, arguments) : made(called, arguments);
            }
        }
    }

    private Pickled list(Pickled called, Pickled arguments) {
        Pickled list = parts(arguments, 1).get(0);
        Kind kind = switch (called.text().substring(LISTS.length())) {
            case "intlist" -> Kind.INT;
            case "doublelist" -> Kind.FLOAT;
            case "boollist" -> Kind.BOOL;
            case "tensorlist" -> Kind.TENSOR;
            default -> throw broken();
        };
        requireThat(list.is(Kind.LIST));
        list.items().forEach(item -> requireThat(item.is(kind) && Math.abs(item.number()) <= MOST_LISTED));
        return list;
    }

    private Pickled made(Pickled called, Pickled arguments) {
        ModuleClass type = code.find(called.text());
        if (type == null || !arguments.is(Kind.TUPLE)) {
            throw broken();
        }
        requireThat(
                type.is("Enum")
                        ? arguments.items().size() == 1
                        : type.is("NamedTuple")
                                && arguments.items().size() == type.attributes().size());
        return Pickled.of(Kind.MADE, called.text(), arguments.items());
    }
}
