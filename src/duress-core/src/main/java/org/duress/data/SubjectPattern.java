package org.duress.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.duress.DuressException;

/** The regular expression whose first group is the subject's id in a file name. */
final class SubjectPattern {
    /**
     * How often a name's characters may be looked at: a sound expression needs some thousand, a second has a hundred
     * million.
     */
    private static final int MOST_LOOKS = 10_000_000;

    private final Pattern pattern;

    /** Thrown out of the regular expression's engine, which knows no other end. */
    private static final class TooManyLooks extends RuntimeException {}

    /** A text whose characters are counted when they are looked at: what an expression costs, whatever the machine. */
    private static final class Patient implements CharSequence {
        private final String text;
        private int left;

        Patient(String text, int left) {
            this.text = text;
            this.left = left;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooManyLooks();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    SubjectPattern(String expression) {
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new DuressException(
                    "cohort.subject is not a regular expression: " + e.getDescription() + " in '" + expression
                            + "'; correct it",
                    e);
        }
        if (pattern.matcher("").groupCount() < 1) {
            throw new DuressException("cohort.subject '" + expression
                    + "' has no group; put the part that names the subject in parentheses, as in ^(s\\d+)_");
        }
    }

    /** The subject of a file, absent where the name does not match. */
    Optional<String> subject(String fileName) {
        Matcher matcher = pattern.matcher(new Patient(fileName, MOST_LOOKS));
        try {
            return matcher.find() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
        } catch (TooManyLooks | StackOverflowError e) {
            throw new DuressException(
                    "cohort.subject '" + pattern + "' takes too long on the file name '" + fileName
                            + "', as expressions like (a+)+ or .*.*.* do; write it with fewer repetitions",
                    e);
        }
    }

    /** File names by subject; names that do not match are left out, and at least one must match. */
    SortedMap<String, List<String>> group(List<String> fileNames, String folder) {
        SortedMap<String, List<String>> groups = new TreeMap<>();
        for (String name : fileNames) {
            subject(name)
                    .ifPresent(id ->
                            groups.computeIfAbsent(id, key -> new ArrayList<>()).add(name));
        }
        if (groups.isEmpty()) {
            throw new DuressException("cohort.subject '" + pattern + "' matches none of the " + fileNames.size()
                    + " files in " + folder + ", for example " + fileNames.get(0) + "; correct the expression");
        }
        return groups;
    }
}
