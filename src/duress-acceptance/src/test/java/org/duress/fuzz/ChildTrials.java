package org.duress.fuzz;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.duress.base.ChildJvm;
import org.jspecify.annotations.Nullable;

/** Opens files in a JVM of their own, which is started anew when a file has ended it. */
final class ChildTrials implements Trials {
    /** Less than what a machine has, so that what takes too much memory is found. */
    private static final String HEAP = "-Xmx1g";

    private static final long END_SECONDS = 20;

    private final FuzzTarget target;
    private @Nullable Child child;

    ChildTrials(FuzzTarget target) {
        this.target = target;
    }

    private record Child(Process process, DataOutputStream files, DataInputStream outcomes) {}

    @Override
    public Outcome open(byte[] file) throws IOException, InterruptedException {
        Child running = child;
        if (running == null || !running.process().isAlive()) {
            running = start(target);
            child = running;
        }
        try {
            running.files().writeInt(file.length);
            running.files().write(file);
            running.files().flush();
            return read(running.outcomes());
        } catch (IOException e) {
            child = null;
            running.process().destroy();
            running.process().waitFor(END_SECONDS, TimeUnit.SECONDS);
            return Outcome.failed("ends the JVM"
                    + (running.process().isAlive()
                            ? ""
                            : ", exit status " + running.process().exitValue()));
        }
    }

    private static Outcome read(DataInputStream in) throws IOException {
        Outcome.Kind kind = Outcome.Kind.valueOf(in.readUTF());
        String sentence = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        return new Outcome(kind, sentence, in.readLong(), in.readLong());
    }

    private static Child start(FuzzTarget target) throws IOException {
        Process process = ChildJvm.of(
                        classPath(),
                        List.of(
                                HEAP,
                                "-XX:-CreateCoredumpOnCrash",
                                "-XX:ErrorFile=" + File.createTempFile("fuzz", ".hs_err"),
                                "-Dorg.nd4j.log.initialization=false"),
                        ChildTrials.class,
                        target.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new Child(
                process,
                new DataOutputStream(new BufferedOutputStream(process.getOutputStream())),
                new DataInputStream(new BufferedInputStream(process.getInputStream())));
    }

    /** Of this class: Maven's exec:java runs it in Maven's own JVM, whose class path is another. */
    private static String classPath() {
        if (ChildTrials.class.getClassLoader() instanceof URLClassLoader loader) {
            StringBuilder path = new StringBuilder();
            for (URL url : loader.getURLs()) {
                try {
                    path.append(Path.of(url.toURI())).append(File.pathSeparator);
                } catch (URISyntaxException e) {
                    throw new IllegalStateException(e);
                }
            }
            return path.toString();
        }
        return System.getProperty("java.class.path");
    }

    @Override
    public void close() {
        if (child != null) {
            child.process().destroy();
        }
    }

    /** The child: reads files from its input and writes outcomes to its output. */
    public static void main(String... args) throws Exception {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        System.setOut(System.err); // whatever libraries print must not get between
        DataInputStream in = new DataInputStream(new BufferedInputStream(input()));
        try (LocalTrials trials =
                new LocalTrials(Targets.named(List.of(args[0])).get(0))) {
            while (true) {
                byte[] file = in.readNBytes(in.readInt());
                Outcome outcome = trials.open(file);
                byte[] sentence = outcome.sentence().getBytes(StandardCharsets.UTF_8);
                out.writeUTF(outcome.kind().name());
                out.writeInt(sentence.length);
                out.write(sentence);
                out.writeLong(outcome.cpuMillis());
                out.writeLong(outcome.bytes());
                out.flush();
            }
        } catch (EOFException e) {
            System.exit(0); // the parent has ended; libraries may have left threads
        }
    }

    private static InputStream input() {
        return System.in;
    }
}
