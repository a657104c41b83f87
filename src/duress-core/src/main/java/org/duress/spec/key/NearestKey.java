package org.duress.spec.key;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the key that a mistyped one was probably meant to be. */
final class NearestKey {
    /** Longer than any key; what follows is as far from each of them, and a table of it all would fill the memory. */
    private static final int LONGEST = 80;

    private NearestKey() {}

    /** The known key with the smallest edit distance, letter case aside; the first of equals. */
    static String of(String key, Collection<String> known) {
        String start = key.substring(0, Math.min(key.length(), LONGEST)).toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(start, candidate.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
    static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replace = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
