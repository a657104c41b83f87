package org.duress.model.openinference;

import java.net.URI;
import org.duress.model.SegmentationModel;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;

/** Models that a server of the Open Inference Protocol answers for. */
public final class OpenInferenceModels {
    /** Value of {@code model.format}. */
    public static final String FORMAT = "open-inference";

    private OpenInferenceModels() {}

    /**
     * A model on a server that runs already.
     *
     * @param url scheme, host and port
     * @param name of the model on the server
     */
    public static SegmentationModel at(URI url, String name) {
        ServedModel served = new ServedModel(name);
        return open(ServerHost.at(url), served, new ModelSpec(FORMAT, new ModelSource.Server(url, served)));
    }

    /**
     * Waits until the server and the model are ready, reads the model's metadata, and tries it.
     *
     * @param host closed with the model, or before this throws
     * @param spec says what the metadata does not: head, layout, channels, output
     * @throws org.duress.EnvironmentException if the server does not do its part
     * @throws org.duress.DuressException if the model cannot be used, or not as the spec says
     */
    public static SegmentationModel open(ServerHost host, ServedModel served, ModelSpec spec) {
        throw new UnsupportedOperationException("not yet");
    }
}
