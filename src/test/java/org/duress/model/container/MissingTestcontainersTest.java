package org.duress.model.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.openinference.OpenInferenceModels;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.junit.jupiter.api.Test;

/** A class path without Testcontainers: a server is asked as ever, and an image says what it lacks. */
class MissingTestcontainersTest {
    private static final ServedModel SERVED = new ServedModel("unet", Optional.empty(), 8, 2, 0, 1, 1);

    @Test
    void anImageNamesWhatToAdd() throws Exception {
        assertThat(problem(new ModelSource.Image(
                        "registry/unet:1", 8000, SERVED, Map.of(), List.of(), Map.of(), false, false)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage(
                        "model.image 'registry/unet:1' needs a library: Testcontainers is not on the class path; add"
                                + " org.testcontainers:testcontainers:2.0.5 to the dependencies");
    }

    @Test
    void aServerNeedsNoTestcontainers() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(problem(new ModelSource.Server(URI.create("http://127.0.0.1:" + port), SERVED)))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void theAnswerForTestsIsTheSame() throws Exception {
        try (Without loader = new Without()) {
            assertThat(loader.loadClass(Docker.class.getName())
                            .getMethod("whyNot")
                            .invoke(null))
                    .isEqualTo(Optional.of(Docker.LIBRARY));
        }
    }

    @Test
    void aFileIsRefused() {
        assertThat(catchThrowable(() -> new OpenInferenceFormat()
                        .open(new ModelSpec(OpenInferenceModels.FORMAT, Path.of("unet.onnx")))))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.format open-inference reads no file; set model.url to a server's address, or"
                        + " model.image to a container's image, in place of model.path");
    }

    private static Throwable problem(ModelSource source) throws Exception {
        try (Without loader = new Without()) {
            loader.loadClass(OpenInferenceFormat.class.getName())
                    .getMethod("open", ModelSpec.class)
                    .invoke(
                            loader.loadClass(OpenInferenceFormat.class.getName())
                                    .getConstructor()
                                    .newInstance(),
                            new ModelSpec(OpenInferenceModels.FORMAT, source));
        } catch (InvocationTargetException e) {
            return Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("opened");
    }

    /** Loads the classes of .model anew, with everything on the class path but Testcontainers. */
    private static final class Without extends URLClassLoader {
        Without() throws Exception {
            super(urls(), MissingTestcontainersTest.class.getClassLoader());
        }

        private static URL[] urls() throws Exception {
            String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            List<URL> kept = new ArrayList<>();
            for (String entry : all.split(File.pathSeparator)) {
                kept.add(new File(entry).toURI().toURL());
            }
            return kept.toArray(new URL[0]);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.testcontainers.") || name.startsWith("com.github.dockerjava.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("org.duress.model.container.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : findClass(name);
            }
        }
    }
}
