package org.duress.junit;

import java.io.IOException;
import java.nio.file.Path;
import org.duress.DuressException;
import org.duress.base.FolderLock;
import org.duress.base.Temporaries;
import org.duress.base.Unwritable;
import org.duress.report.ReportFiles;
import org.duress.spec.DuressProperties;

/**
 * A spec's report folder, reserved among processes for as long as the spec runs; {@link RunStore} does so within one.
 */
final class ReportClaim implements AutoCloseable {
    private final FolderLock lock;

    private ReportClaim(FolderLock lock) {
        this.lock = lock;
    }

    /**
     * Reserves the folder, before any time is spent, and sweeps it.
     *
     * @throws DuressException if another run of the same name has it
     * @throws org.duress.EnvironmentException if it cannot be written
     */
    static ReportClaim of(Path reports, String spec) {
        Path folder = ReportFiles.folder(reports, spec);
        try {
            FolderLock lock = FolderLock.tryToTake(folder).orElseThrow(() -> taken(spec, folder));
            Temporaries.sweep(folder);
            return new ReportClaim(lock);
        } catch (IOException e) {
            throw Unwritable.at(folder, DuressProperties.REPORTS, e);
        }
    }

    private static DuressException taken(String spec, Path folder) {
        return new DuressException("another run of a spec named '" + spec + "' is writing to '" + folder
                + "' at this moment, and each would overwrite the other's report; give one of the two another name,"
                + " or each fork"
                + " a folder of its own with -D" + DuressProperties.REPORTS);
    }

    @Override
    public void close() {
        lock.close();
    }
}
