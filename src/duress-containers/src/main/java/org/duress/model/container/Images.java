package org.duress.model.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.jspecify.annotations.Nullable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/** The images of an engine. */
final class Images {
    private Images() {}

    /**
     * Reads an image's name.
     *
     * @throws DuressException if it is none
     */
    static DockerImageName parse(String image) {
        try {
            DockerImageName name = DockerImageName.parse(image);
            name.assertValid();
            return name;
        } catch (IllegalArgumentException e) {
            throw new DuressException(
                    "model.image '" + image + "' is no name of an image; write one such as registry/unet:1.4.2", e);
        }
    }

    /**
     * Pulls an image unless the engine has it. Testcontainers would do so too, but repeats what fails for two minutes.
     *
     * @throws EnvironmentException if it cannot be pulled
     */
    static void require(DockerClient engine, String image) {
        DockerImageName name = ImageNameSubstitutor.instance().apply(parse(image));
        try {
            engine.inspectImageCmd(name.asCanonicalNameString()).exec();
        } catch (NotFoundException e) {
            pull(engine, name, image);
        }
    }

    private static void pull(DockerClient engine, DockerImageName name, String image) {
        try {
            engine.pullImageCmd(name.getUnversionedPart())
                    .withTag(name.getVersionPart())
                    .exec(new PullImageResultCallback())
                    .awaitCompletion();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DuressException("pulling image '" + image + "' was interrupted; run it again", e);
        } catch (RuntimeException e) {
            throw new EnvironmentException(
                    "the Docker engine has no image '" + image + "' and cannot pull it (" + Engine.reason(e)
                            + "); pull or build it, or correct the name",
                    e);
        }
    }

    /**
     * What a result says of an image: {@code image}, its name as given; {@code imageDigest}, the digest in its
     * repository, {@code registry/unet@sha256:...}, or the id of an image that was built here and never pushed, {@code
     * sha256:...}; {@code imagePlatform} and {@code imageCreated}.
     *
     * @param id of the image that a container runs, for a tag may have moved since
     */
    static Map<String, String> provenance(DockerClient engine, String image, String id) {
        InspectImageResponse found = engine.inspectImageCmd(id).exec();
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("image", image);
        provenance.put("imageDigest", digest(found.getRepoDigests(), repository(image), id));
        put(provenance, "imagePlatform", found.getOs() + "/" + found.getArch());
        put(provenance, "imageCreated", found.getCreated());
        return provenance;
    }

    /** An image that was pulled from several repositories has a digest in each. */
    static String digest(@Nullable List<String> repoDigests, String repository, String id) {
        List<String> digests = repoDigests == null ? List.of() : repoDigests;
        return digests.stream()
                .filter(digest -> digest.startsWith(repository + "@"))
                .findFirst()
                .or(() -> digests.stream().findFirst())
                .orElse(id);
    }

    private static String repository(String image) {
        return DockerImageName.parse(image).getUnversionedPart();
    }

    private static void put(Map<String, String> provenance, String key, @Nullable String value) {
        if (value != null) {
            provenance.put(key, value);
        }
    }
}
