package org.duress.gate.shard;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.duress.gate.baseline.Effort;
import org.duress.gate.evidence.GrownPlant;
import org.duress.result.PlantEvidence;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;

/** What became of a planted weakness as bytes, every number bit by bit. */
public final class PlantCodec {
    private PlantCodec() {}

    /** Writes; the stream stays open. */
    public static void write(GrownPlant grown, OutputStream out) throws IOException {
        Deflated.write(out, data -> {
            EffortCodec.write(grown.effort(), data);
            data.writeBoolean(grown.plant().isPresent());
            if (grown.plant().isPresent()) {
                PlantEvidence plant = grown.plant().get();
                data.writeUTF(plant.slice());
                data.writeUTF(plant.organ());
                data.writeUTF(plant.field().name());
                data.writeDouble(plant.share());
                data.writeDouble(plant.witnessDice());
                data.writeDouble(plant.attackedDice());
                data.writeDouble(plant.randomDice());
                data.writeUTF(plant.fellTo().map(Contender::name).orElse(""));
            }
        });
    }

    /**
     * Reads what was written, and closes the stream.
     *
     * @throws IOException if these bytes were not written so, or are damaged
     */
    public static GrownPlant read(InputStream in) throws IOException {
        return Deflated.read(in, data -> {
            Effort effort = EffortCodec.read(data);
            return new GrownPlant(data.readBoolean() ? Optional.of(plant(data)) : Optional.empty(), effort);
        });
    }

    private static PlantEvidence plant(DataInputStream in) throws IOException {
        return new PlantEvidence(
                in.readUTF(),
                in.readUTF(),
                FieldKind.valueOf(in.readUTF()),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                Optional.of(in.readUTF()).filter(name -> !name.isEmpty()).map(Contender::valueOf));
    }
}
