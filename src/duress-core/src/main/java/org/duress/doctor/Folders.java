package org.duress.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Objects;
import org.duress.EnvironmentException;
import org.duress.base.AtomicFiles;
import org.duress.base.Temporaries;
import org.duress.base.Unwritable;
import org.duress.spec.DuressProperties;

/** The folders that a run writes to. */
final class Folders {
    private Folders() {}

    /** One that cannot be written may hold all that is needed. */
    static Finding store(Path folder) {
        Finding finding = writable("store", folder, DuressProperties.STORE);
        return finding.state() == Finding.State.BROKEN && Files.isReadable(folder) && Files.isDirectory(folder)
                ? Finding.warning(
                        "store", "attackers that it holds can be used, and none can be kept: " + finding.sentence())
                : finding;
    }

    static Finding reports(Path folder) {
        return writable("reports", folder, DuressProperties.REPORTS);
    }

    static Finding counterexamples(Path folder) {
        return writable("counterexamples", folder, DuressProperties.COUNTEREXAMPLES);
    }

    /** Writes a file in the folder, or where the folder would be made, and deletes it. */
    private static Finding writable(String subject, Path folder, String setting) {
        try {
            Path there = folder.toAbsolutePath().normalize();
            while (!Files.exists(there)) {
                there = Objects.requireNonNull(there.getParent(), "the root is there");
            }
            Path file = Temporaries.beside(there.resolve("doctor"));
            try {
                AtomicFiles.writeForced(file, path -> Files.writeString(path, "written by duress doctor"));
            } finally {
                Temporaries.delete(file);
            }
            return Finding.ok(
                    subject, "'" + folder + "' can be " + (Files.exists(folder) ? "written" : "made and written"));
        } catch (IOException | ReadOnlyFileSystemException e) {
            EnvironmentException why = Unwritable.at(folder.resolve("doctor"), setting, e);
            return Finding.broken(subject, String.valueOf(why.getMessage()));
        }
    }
}
