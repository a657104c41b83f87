package org.duress.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.duress.spec.key.Source;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecLayer;
import org.junit.jupiter.api.Test;

class NamedFilesTest {
    private static RobustnessSpec spec(String yaml) {
        return SpecLayer.resolve(
                List.of(SpecLayer.text(
                        yaml.getBytes(StandardCharsets.UTF_8), "there/spec.yaml", Path.of("there"), Source.HERE)),
                PropertyLayers.of());
    }

    @Test
    void modelAndCohortNameThem() {
        RobustnessSpec spec = spec("""
                name: files
                model: {format: onnx, path: unet.onnx}
                cohort: {format: nifti, labels: labels, mask: fov, size: [32, 32], organs: {liver: [1]},
                  channels: {t1: a, t2: b}, attackerSubjects: 0.5}
                """);
        assertThat(NamedFiles.of(spec))
                .extracting(Path::toString)
                .containsExactlyInAnyOrder("there/unet.onnx", "there/labels", "there/fov", "there/a", "there/b");
        RobustnessSpec moved = NamedFiles.moved(spec, path -> Path.of("here").resolve(path.getFileName()));
        assertThat(NamedFiles.of(moved))
                .extracting(Path::toString)
                .containsExactlyInAnyOrder("here/unet.onnx", "here/labels", "here/fov", "here/a", "here/b");
        assertThat(NamedFiles.moved(moved, path -> Path.of("there").resolve(path.getFileName())))
                .isEqualTo(spec);
    }

    @Test
    void aContainersFilesAreItsModels() {
        RobustnessSpec spec = spec("""
                name: container
                model: {format: open-inference, image: "triton:1", name: unet, files: {repository: /models}}
                cohort: {format: phantom, attackerSubjects: 0.5}
                """);
        assertThat(NamedFiles.of(spec)).extracting(Path::toString).containsExactly("there/repository");
    }

    @Test
    void certificatesAreAServersFiles() {
        RobustnessSpec spec = spec("""
                name: server
                model: {format: open-inference, url: "https://unet:8000", name: unet, certificates: ca.pem}
                cohort: {format: phantom, attackerSubjects: 0.5}
                """);
        assertThat(NamedFiles.of(NamedFiles.moved(spec, path -> Path.of("here").resolve(path.getFileName()))))
                .extracting(Path::toString)
                .containsExactly("here/ca.pem");
    }

    @Test
    void resourcesOfTheClassPathAreNoFiles() {
        RobustnessSpec spec = spec("""
                name: resource
                model: {format: duress, path: "classpath:org/duress/phantom-unet.zip"}
                cohort: {format: phantom, attackerSubjects: 0.5}
                """);
        assertThat(NamedFiles.of(spec)).isEmpty();
    }
}
