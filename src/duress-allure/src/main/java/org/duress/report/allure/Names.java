package org.duress.report.allure;

import java.util.Locale;

/** Constants as they are written in a spec file. */
final class Names {
    private Names() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
