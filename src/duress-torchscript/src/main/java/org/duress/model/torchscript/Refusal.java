package org.duress.model.torchscript;

import org.duress.DuressException;

/** What is wrong with an archive, said of one of its entries; {@link TorchArchive} names the file. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    private Refusal(String what, String remedy) {
        super(what);
        this.remedy = remedy;
    }

    /** Bytes that no exporter wrote: {@code file ... is damaged (what)}. */
    static Refusal damaged(String what) {
        return new Refusal("is damaged (" + TorchErrors.shown(what) + ")", "restore it or make it again");
    }

    /** Code that does more than compute, or that is not known to do no more. */
    static Refusal code(String what) {
        return new Refusal(
                TorchErrors.shown(what)
                        + ", and a model under test may only compute, neither read or write files nor start anything",
                "export it without, or, if a newer PyTorch wrote it, with PyTorch 2.7 or older, or to ONNX");
    }

    /** @param what follows the file's name */
    static Refusal of(String what, String remedy) {
        return new Refusal(TorchErrors.shown(what), remedy);
    }

    DuressException in(String location) {
        return new DuressException("file " + location + " " + getMessage() + "; " + remedy, this);
    }
}
