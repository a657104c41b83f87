package org.duress.model;

import java.util.Optional;

/** The artifacts of Duress that open what the core does not. */
public enum Artifact {
    ONNX("duress-onnx"),
    KERAS("duress-keras"),
    TORCHSCRIPT("duress-torchscript"),
    ND4J("duress-nd4j"),
    SERVED("duress-served"),
    CONTAINERS("duress-containers");

    private final String name;

    Artifact(String name) {
        this.name = name;
    }

    /** Who reads a {@code model.format}; empty for the core's own, and for those of users. */
    public static Optional<Artifact> of(String format) {
        return switch (format) {
            case "onnx" -> Optional.of(ONNX);
            case "keras" -> Optional.of(KERAS);
            case "torchscript" -> Optional.of(TORCHSCRIPT);
            case "dl4j", "samediff" -> Optional.of(ND4J);
            case "open-inference" -> Optional.of(SERVED);
            default -> Optional.empty();
        };
    }

    /** As a sentence's end, after what it does: "which is not on the class path", and what to do. */
    public String missing() {
        return "org.duress:" + name + ", which is not on the class path; add it to the dependencies, in test scope";
    }
}
