package org.duress.model.torchscript;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duress.model.torchscript.Pickled.Kind;

/**
 * The tensors of a pickle, each held against the bytes it is a view of. Torch takes the pickle's word for how many
 * there are, and reads on behind them.
 */
final class Tensors {
    /** As many as torch's own kernels take. */
    private static final int MOST_DIMENSIONS = 64;

    private static final String STORAGE = "storage ";

    /** What a number of a tensor is. */
    enum Unit {
        FLOAT("Float", 4, "float32"),
        DOUBLE("Double", 8, "float64"),
        HALF("Half", 2, "float16"),
        BFLOAT16("BFloat16", 2, "bfloat16"),
        LONG("Long", 8, "int64"),
        INT("Int", 4, "int32"),
        SHORT("Short", 2, "int16"),
        CHAR("Char", 1, "int8"),
        BYTE("Byte", 1, "uint8"),
        BOOL("Bool", 1, "bool"),
        COMPLEX_FLOAT("ComplexFloat", 8, "complex64"),
        COMPLEX_DOUBLE("ComplexDouble", 16, "complex128");

        private final String storage;
        private final int bytes;
        private final String text;

        Unit(String storage, int bytes, String text) {
            this.storage = storage;
            this.bytes = bytes;
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private final String folder;
    private final Map<String, ArchiveEntry> entries;
    private final Set<Unit> numbers = EnumSet.noneOf(Unit.class);

    /**
     * @param folder where the tensors' bytes lie
     * @param entries of the archive
     */
    Tensors(String folder, Map<String, ArchiveEntry> entries) {
        this.folder = folder;
        this.entries = entries;
    }

    /** What the tensors found so far are made of. */
    Set<Unit> numbers() {
        return numbers;
    }

    /**
     * A storage by what names it.
     *
     * @param parts "storage", type, key, device, count of numbers
     * @param pickle for messages
     */
    Pickled storage(List<Pickled> parts, String pickle) {
        Pickled type = parts.get(1);
        String key = parts.get(2).text();
        if (!parts.get(0).text().equals("storage")
                || !type.is(Kind.PART)
                || !parts.get(2).is(Kind.STRING)
                || !parts.get(3).is(Kind.STRING)
                || !parts.get(3).text().matches("[a-z]{1,20}(:\\d{1,3})?")
                || !parts.get(4).is(Kind.INT)) {
            throw Refusal.damaged(pickle + " names a tensor's bytes in no way that torch does");
        }
        Unit number = number(type.text());
        long count = parts.get(4).number();
        ArchiveEntry entry = entries.get(folder + key);
        if (count < 0 || (count > 0 && entry == null)) {
            throw Refusal.damaged(pickle + " has a tensor of " + count + " numbers in "
                    + (entry == null ? "an entry that is not there" : folder + key));
        }
        long size = entry == null ? 0 : entry.size();
        if (count > Long.MAX_VALUE / number.bytes || (count > 0 && size != count * number.bytes)) {
            throw Refusal.damaged(folder + key + " holds " + size + " bytes, where " + pickle + " has " + count
                    + " numbers of " + number);
        }
        return Pickled.of(Kind.PART, STORAGE + number.name(), count);
    }

    private static Unit number(String type) {
        for (Unit number : Unit.values()) {
            if (type.equals("torch." + number.storage + "Storage")) {
                return number;
            }
        }
        throw Refusal.of(
                "holds tensors of " + type + ", as of a quantised model, which has no gradient",
                "export the model before it is quantised");
    }

    /**
     * A tensor.
     *
     * @param parts storage, offset, sizes, strides, whether it wants gradients, hooks
     */
    Pickled tensor(List<Pickled> parts, String pickle) {
        Pickled storage = parts.get(0);
        Pickled sizes = parts.get(2);
        Pickled strides = parts.get(3);
        boolean asTorchWrites = storage.is(Kind.PART)
                && storage.text().startsWith(STORAGE)
                && parts.get(1).is(Kind.INT)
                && whole(sizes)
                && whole(strides)
                && sizes.items().size() == strides.items().size()
                && sizes.items().size() <= MOST_DIMENSIONS
                && parts.get(4).is(Kind.BOOL)
                && parts.get(5).is(Kind.PART);
        if (!asTorchWrites || !within(parts.get(1).number(), sizes.items(), strides.items(), storage.number())) {
            throw Refusal.damaged(pickle + " has a tensor that reaches beyond its " + storage.number() + " numbers");
        }
        numbers.add(Unit.valueOf(storage.text().substring(STORAGE.length())));
        return Pickled.of(Kind.TENSOR);
    }

    private static boolean whole(Pickled tuple) {
        return tuple.is(Kind.TUPLE) && tuple.items().stream().allMatch(item -> item.is(Kind.INT) && item.number() >= 0);
    }

    private static boolean within(long offset, List<Pickled> sizes, List<Pickled> strides, long count) {
        try {
            long last = offset;
            long numbers = 1;
            for (int i = 0; i < sizes.size(); i++) {
                numbers = Math.multiplyExact(numbers, sizes.get(i).number());
                long steps = Math.max(0, sizes.get(i).number() - 1);
                last = Math.addExact(
                        last, Math.multiplyExact(steps, strides.get(i).number()));
            }
            return offset >= 0 && offset <= count && (numbers == 0 || last < count);
        } catch (ArithmeticException e) {
            return false;
        }
    }
}
