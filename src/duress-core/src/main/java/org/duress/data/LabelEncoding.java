package org.duress.data;

/**
 * How a label file keeps its ids. Programs that shrink PNG files change one into another without changing the picture,
 * and then the same picture has other ids: within one cohort all must keep them alike.
 */
enum LabelEncoding {
    /** The ids are the same in whichever way the file is read. */
    ANY("any"),
    GREY("grey values of 8 or 16 bit"),
    GREY_4("samples of 4 bit"),
    GREY_2("samples of 2 bit"),
    GREY_1("samples of 1 bit"),
    PALETTE("indices of a palette");

    private final String words;

    LabelEncoding(String words) {
        this.words = words;
    }

    static LabelEncoding grey(int depth) {
        return switch (depth) {
            case 1 -> GREY_1;
            case 2 -> GREY_2;
            case 4 -> GREY_4;
            default -> GREY;
        };
    }

    /** For a message. */
    String words() {
        return words;
    }
}
