package org.duress.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.duress.fuzz.Container.Part;

/** Mutants of good files: the same seed and number give the same mutant. */
final class Mutants {
    /** What numbers in headers become: the edges of their types, and products that overflow. */
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        2,
        127,
        128,
        255,
        256,
        0x7fff,
        0x8000,
        0xffff,
        0x1_0000,
        46341,
        65536,
        1 << 20,
        1 << 24,
        1 << 28,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xffff_ffffL,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Float.floatToIntBits(Float.NaN),
        Float.floatToIntBits(Float.POSITIVE_INFINITY),
        Float.floatToIntBits(-1e30f)
    };

    private static final String[] NUMBERS = {
        "0",
        "-1",
        "1",
        "2147483647",
        "2147483648",
        "-2147483648",
        "9223372036854775807",
        "99999999999999999999999",
        "1e999",
        "-1e999",
        "NaN",
        ".nan",
        ".inf",
        "-Infinity",
        "0x7fffffff",
        "0b11",
        "0o17",
        "017",
        "1_000",
        "1e-400",
        "65536",
        "46341",
        "100000",
        "2000000000",
        "1.5",
        "null",
        "~",
        "true",
        "\"\"",
        "[]",
        "{}"
    };

    private static final String[] TOKENS = {
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        "\"",
        "'",
        "- ",
        "&a ",
        "*a",
        "<<: *a",
        "!!binary ",
        "!!java.lang.String ",
        "\t",
        "\u0000",
        "\ufeff",
        "\u2028",
        "---\n",
        "...\n",
        "%YAML 9.9\n",
        "|\n",
        ">-\n",
        "? ",
        "#",
        "\\ud800",
        "\\",
        "(a+)+b",
        "../../x",
        "\ud83d\ude00"
    };

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final int[] DEPTHS = {20, 200, 2_000, 20_000, 200_000};
    private static final int MOST_CHANGES = 4;
    private static final int LONGEST_TEXT = 1 << 16;

    private final FuzzTarget target;
    private final List<byte[]> seeds;
    private final long seed;

    Mutants(FuzzTarget target, long seed) throws Exception {
        this.target = target;
        this.seeds = List.copyOf(target.seeds().get());
        this.seed = seed;
    }

    /** The seeds themselves, which must open. */
    List<byte[]> seeds() {
        return seeds;
    }

    /** A mutant; half of them have the checksums of their container right. */
    byte[] mutant(int number) throws IOException {
        Random random =
                new Random(seed * 1_000_003 + 31L * number + target.name().hashCode());
        byte[] file = any(seeds, random);
        if (target.container() == Container.PLAIN || random.nextBoolean()) {
            return changed(file, any(seeds, random), random);
        }
        List<Part> parts = new ArrayList<>(target.container().open(file));
        List<Part> others = target.container().open(any(seeds, random));
        int i = random.nextInt(parts.size());
        Part part = parts.get(i);
        switch (random.nextInt(12)) {
            case 0 -> parts.remove(i);
            case 1 -> parts.add(random.nextInt(parts.size() + 1), part);
            case 2 -> parts.set(i, part.named(changed(part.name(), part.name(), random)));
            case 3 -> parts.set(i, any(others, random));
            case 4 -> parts.set(i, part.with(new byte[random.nextInt(1 << random.nextInt(22))]));
            default ->
                parts.set(
                        i, part.with(changed(part.content(), any(others, random).content(), random)));
        }
        return target.container().close(parts);
    }

    private static byte[] changed(byte[] original, byte[] other, Random random) {
        byte[] bytes = original;
        int changes = 1 + random.nextInt(MOST_CHANGES);
        for (int i = 0; i < changes; i++) {
            bytes = isText(bytes) && random.nextInt(4) > 0 ? text(bytes, random) : binary(bytes, other, random);
        }
        return bytes;
    }

    private static boolean isText(byte[] bytes) {
        if (bytes.length > LONGEST_TEXT) {
            return false;
        }
        int odd = 0;
        for (byte b : bytes) {
            odd += b < ' ' && b != '\n' && b != '\r' && b != '\t' ? 1 : 0;
        }
        return odd <= bytes.length / 16;
    }

    private static byte[] binary(byte[] original, byte[] other, Random random) {
        byte[] bytes = original.clone();
        int length = bytes.length;
        if (length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        // Half of all changes hit the beginning, where the headers are.
        int at = random.nextInt(random.nextBoolean() ? length : Math.min(length, 512));
        int run = 1 + random.nextInt(Math.min(length - at, 1 << random.nextInt(12)));
        switch (random.nextInt(12)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3 -> Arrays.fill(bytes, at, at + run, random.nextBoolean() ? 0 : (byte) random.nextInt(256));
            case 4 -> bytes = Arrays.copyOf(bytes, at);
            case 5 -> bytes = joined(bytes, 0, at, bytes, at + run, length);
            case 6 -> bytes = joined(bytes, 0, at + run, bytes, at, length);
            case 7 -> bytes = joined(bytes, 0, at, other, random.nextInt(other.length + 1), other.length);
            case 8 -> {
                byte[] noise = new byte[run];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, run);
            }
            default -> extreme(bytes, at, random);
        }
        return bytes;
    }

    private static void extreme(byte[] bytes, int place, Random random) {
        int width = 2 << random.nextInt(3);
        int at = random.nextBoolean() ? place / width * width : place;
        if (at + width > bytes.length) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long value = EXTREMES[random.nextInt(EXTREMES.length)];
        switch (width) {
            case 2 -> buffer.putShort(at, (short) value);
            case 4 -> buffer.putInt(at, (int) value);
            default -> buffer.putLong(at, random.nextBoolean() ? value : Double.doubleToLongBits((double) value));
        }
    }

    private static byte[] joined(byte[] a, int fromA, int toA, byte[] b, int fromB, int toB) {
        byte[] both = Arrays.copyOf(Arrays.copyOfRange(a, fromA, toA), toA - fromA + toB - fromB);
        System.arraycopy(b, fromB, both, toA - fromA, toB - fromB);
        return both;
    }

    private static byte[] text(byte[] bytes, Random random) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("(?<=\n)", -1)));
        int line = random.nextInt(lines.size());
        int at = random.nextInt(text.length() + 1);
        String changed = switch (random.nextInt(9)) {
            case 0 -> {
                lines.remove(line);
                yield String.join("", lines);
            }
            case 1 -> {
                lines.add(random.nextInt(lines.size() + 1), lines.get(line));
                yield String.join("", lines);
            }
            case 2, 3, 4 -> number(text, random);
            case 5 -> text.substring(0, at) + TOKENS[random.nextInt(TOKENS.length)] + text.substring(at);
            case 6 -> {
                int depth = DEPTHS[random.nextInt(DEPTHS.length)];
                String opening = new String[] {"[", "{\"a\":", "{a: ", "- ", "? "}[random.nextInt(5)];
                yield text.substring(0, at) + opening.repeat(depth) + text.substring(at);
            }
            case 7 -> {
                String filler = new String[] {"x", "9", " ", "\n", "a ", "a: b\n", "1,", "#"}[random.nextInt(8)];
                yield text.substring(0, at) + filler.repeat(DEPTHS[random.nextInt(DEPTHS.length)]) + text.substring(at);
            }
            default -> {
                int end = Math.min(text.length(), at + 1 + random.nextInt(16));
                yield text.substring(0, at) + text.substring(end);
            }
        };
        return changed.getBytes(StandardCharsets.UTF_8);
    }

    private static String number(String text, Random random) {
        List<MatchResult> numbers = NUMBER.matcher(text).results().toList();
        if (numbers.isEmpty()) {
            return text + NUMBERS[random.nextInt(NUMBERS.length)];
        }
        MatchResult number = any(numbers, random);
        return text.substring(0, number.start())
                + NUMBERS[random.nextInt(NUMBERS.length)]
                + text.substring(number.end());
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
