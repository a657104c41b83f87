package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The format on a class path that lacks one of its optional libraries. */
class MissingLibraryTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"tribuo-util-onnx", "onnxruntime"})
    void theMessageNamesWhatToAdd(String missing) throws Exception {
        ModelSpec spec =
                ModelBuilder.ofImage(13).conv("image", "y", 1, 3, 3).output("y").spec(folder);
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<URL> kept = new ArrayList<>();
        for (String entry : all.split(File.pathSeparator)) {
            if (!new File(entry).getName().startsWith(missing)) {
                kept.add(new File(entry).toURI().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(kept.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Class<?> format = loader.loadClass("org.duress.model.onnx.OnnxFormat");
            Class<?> settings = loader.loadClass("org.duress.spec.ModelSpec");
            Object theirs = settings.getConstructor(String.class, Path.class).newInstance("onnx", spec.path());
            Throwable problem = null;
            try {
                format.getMethod("open", settings)
                        .invoke(format.getConstructor().newInstance(), theirs);
            } catch (InvocationTargetException e) {
                problem = e.getCause();
            }
            assertThat(problem).isNotNull();
            assertThat(problem.getClass().getName()).isEqualTo("org.duress.DuressException");
            assertThat(problem)
                    .hasMessageContaining("org.tribuo:tribuo-util-onnx:4.3.2")
                    .hasMessageContaining("com.microsoft.onnxruntime:onnxruntime:1.29.0");
        }
    }
}
