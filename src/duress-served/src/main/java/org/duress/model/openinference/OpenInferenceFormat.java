package org.duress.model.openinference;

import org.duress.DuressException;
import org.duress.model.Artifact;
import org.duress.model.ModelFormat;
import org.duress.model.SegmentationModel;
import org.duress.model.host.Containers;
import org.duress.model.host.ServerHost;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;

/**
 * Models behind a server of the Open Inference Protocol: one that runs already ({@code model.url}) or one in a
 * container that is started for the model ({@code model.image}).
 */
public final class OpenInferenceFormat implements ModelFormat {
    @Override
    public String name() {
        return OpenInferenceModels.FORMAT;
    }

    @Override
    public SegmentationModel open(ModelSpec spec) {
        if (spec.source() instanceof ModelSource.Server server) {
            return OpenInferenceModels.open(ServerHost.at(server.url()), server.served(), spec);
        }
        if (spec.source() instanceof ModelSource.Image image) {
            if (image.served().certificates().isPresent()) {
                throw new DuressException("model.certificates goes with an https server of model.url, but the container"
                        + " of model.image '" + image.image() + "' is asked by http; remove model.certificates");
            }
            Access access = OpenInferenceModels.access(image.served());
            return OpenInferenceModels.open(start(image), access, image.served(), spec);
        }
        throw new DuressException("model.format " + OpenInferenceModels.FORMAT
                + " reads no file; set model.url to a server's address, or model.image to a container's image, in"
                + " place of"
                + " model.path");
    }

    private static ServerHost start(ModelSource.Image image) {
        return Containers.find()
                .orElseThrow(() -> new DuressException(
                        "model.image '" + image.image() + "' is started by " + Artifact.CONTAINERS.missing()))
                .start(image);
    }
}
