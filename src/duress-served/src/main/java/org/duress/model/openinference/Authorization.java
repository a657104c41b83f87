package org.duress.model.openinference;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * What goes into the header {@code Authorization}, and what keeps it out of everything that is said: a server may
 * repeat it in an error, in its metadata or in its log.
 */
final class Authorization {
    /** Nothing is sent, and nothing hidden. */
    static final Authorization NONE = new Authorization("", "");

    /** Stands for the secret, whatever its length. */
    static final String HIDDEN = "[hidden]";

    /** Fewer characters of it are no secret, and hiding them would hide words. */
    private static final int LEAST = 4;

    /** As many from its beginning are hidden where a server cuts it. */
    private static final int BEGINNING = 8;

    private final String variable;
    private final String header;
    private final List<String> secrets;

    private Authorization(String variable, String header) {
        this.variable = variable;
        this.header = header;
        this.secrets = secrets(header);
    }

    /**
     * Reads the variable, once.
     *
     * @param variable name of it; empty: {@link #NONE}
     * @param environment gives a variable's value, null where there is none
     * @throws EnvironmentException if it is not set, or holds what no header can
     */
    static Authorization of(Optional<String> variable, UnaryOperator<@Nullable String> environment) {
        return variable.map(name -> new Authorization(name, value(name, environment)))
                .orElse(NONE);
    }

    private static String value(String name, UnaryOperator<@Nullable String> environment) {
        String value = environment.apply(name);
        String whatToDo = "; set it to the whole header Authorization, such as Bearer and a token, where the test runs";
        if (value == null || value.isBlank()) {
            throw new EnvironmentException(
                    "the environment variable " + name + ", which model.authorizationFrom names, "
                            + (value == null ? "is not set" : "is empty") + whatToDo);
        }
        // A line's end comes with what was read from a file.
        String stripped = value.strip();
        if (!stripped.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new EnvironmentException("the environment variable " + name + ", which model.authorizationFrom names,"
                    + " holds characters that no header can" + whatToDo);
        }
        return stripped;
    }

    /** The longest first, so that no part of one is left. */
    private static List<String> secrets(String header) {
        List<String> words = new ArrayList<>(Arrays.asList(header.split("[\\s,;\"]+")));
        if (words.size() > 1) {
            // The scheme.
            words.remove(0);
        }
        List<String> secrets = new ArrayList<>();
        for (String word : words) {
            secrets.add(word.replaceFirst("=+$", ""));
            secrets.add(word.replaceFirst("^[A-Za-z_-]+=(?=[^=])", ""));
        }
        if (header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            words.forEach(word -> secrets.addAll(password(word)));
        }
        return secrets.stream()
                .filter(secret -> secret.length() >= LEAST)
                .distinct()
                .sorted((a, b) -> b.length() - a.length())
                .toList();
    }

    /** What a server makes of the scheme Basic. */
    private static List<String> password(String word) {
        try {
            String pair = new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
            return List.of(pair, pair.substring(pair.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** The variable; empty for {@link #NONE}. */
    Optional<String> variable() {
        return Optional.of(variable).filter(name -> !name.isEmpty());
    }

    /** The header's value; empty for {@link #NONE}. */
    Optional<String> header() {
        return Optional.of(header).filter(value -> !value.isEmpty());
    }

    /** A text without the secret, however it is written: as it is, or escaped for JSON, an address or HTML. */
    String without(String text) {
        if (secrets.isEmpty()) {
            return text;
        }
        StringBuilder left = new StringBuilder(text.length());
        int from = 0;
        for (int at = 0; at < text.length(); ) {
            int length = secretAt(text, at);
            if (length == 0) {
                at++;
            } else {
                left.append(text, from, at).append(HIDDEN);
                at += length;
                from = at;
            }
        }
        return from == 0 ? text : left.append(text, from, text.length()).toString();
    }

    /** The same of texts by name. */
    Map<String, String> without(Map<String, String> texts) {
        Map<String, String> left = new LinkedHashMap<>();
        texts.forEach((name, text) -> left.put(without(name), without(text)));
        return left;
    }

    /** The same of bytes of any text that writes ASCII as it is. */
    byte[] without(byte[] text) {
        return secrets.isEmpty()
                ? text
                : without(new String(text, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What an action gives; an exception that repeats the secret is thrown without it, and without its causes. */
    <T> T guard(Supplier<T> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            throw without(e);
        }
    }

    private RuntimeException without(RuntimeException problem) {
        if (!said(problem)) {
            return problem;
        }
        String message = without(String.valueOf(problem.getMessage()));
        RuntimeException left;
        if (problem instanceof DuressException own) {
            DuressException other = own instanceof EnvironmentException
                    ? new EnvironmentException(message)
                    : own instanceof ModelException ? new ModelException(message) : new DuressException(message);
            other.attach(without(own.attachments()));
            left = other;
        } else {
            left = new IllegalStateException(message);
        }
        left.setStackTrace(problem.getStackTrace());
        return left;
    }

    /** Whether the secret is in an exception or in what it carries. */
    boolean said(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (said(String.valueOf(cause.getMessage()))
                    || Arrays.stream(cause.getSuppressed()).anyMatch(this::said)
                    || (cause instanceof DuressException own
                            && own.attachments().values().stream().anyMatch(this::said))) {
                return true;
            }
        }
        return false;
    }

    private boolean said(String text) {
        return !without(text).equals(text);
    }

    /** Characters of a text that write a secret, or the beginning of one, from here on; 0 if they do not. */
    private int secretAt(String text, int from) {
        int longest = 0;
        for (String secret : secrets) {
            int at = from;
            int matched = 0;
            while (matched < secret.length() && at < text.length()) {
                int length = written(text, at, secret.charAt(matched));
                if (length == 0) {
                    break;
                }
                at += length;
                matched++;
            }
            if (matched >= Math.min(secret.length(), BEGINNING)) {
                longest = Math.max(longest, at - from);
            }
        }
        return longest;
    }

    /** Characters of a text that write one; 0 if they do not. */
    private static int written(String text, int at, char c) {
        if (text.charAt(at) == c) {
            return 1;
        }
        if (Character.isLetterOrDigit(c) || "\\%&".indexOf(text.charAt(at)) < 0) {
            return 0;
        }
        String hex = String.format(Locale.ROOT, "%02x", (int) c);
        for (String escaped : List.of("\\" + c, "\\u00" + hex, "%" + hex, "&#" + (int) c + ";", "&#x" + hex + ";")) {
            if (text.regionMatches(true, at, escaped, 0, escaped.length())) {
                return escaped.length();
            }
        }
        return 0;
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return variable().map(name -> "Authorization from " + name).orElse("no Authorization");
    }
}
