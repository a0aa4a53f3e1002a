#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/data/workspace/workspace.h"
#include "core/predict/predictor.h"

/// Fitted predictors in a workspace. Whoever fits keeps them here and finds those of all others.
namespace orl {

/// Under which a fit is kept: its training rows and every option that changes it.
std::string predictorKey(const DatasetPart& training, const PredictorOptions& options);

/// A fit that the workspace remembers as the latest of its data set and kind.
struct FitRecord {
    std::string key;
    std::string split;  ///< that it was fitted on; empty: all rows
    VectorSource vectors = VectorSource::BuiltIn;
    std::uint64_t fingerprint = 0;  ///< what it read, as fingerprintFor saw it at that time

    bool operator==(const FitRecord&) const = default;
};

/// Dataset::trainingFingerprint of what such a fit reads: the data's vectors only if it uses them.
std::uint64_t fingerprintFor(const Dataset& data, const FitRecord& record);

/// Keeps a fit and remembers it as the latest of its data set and kind. A fit of kind Recorded
/// holds nothing and is not kept. @return its key @throws Error
std::string storeFit(Workspace& workspace, const Dataset& data, const std::string& split,
                     const Predictor& predictor);

/// The fit of these options on that split, if it was kept and the split's outcomes are as they
/// were. @throws Error if it is damaged
std::optional<Predictor> storedFit(const Workspace& workspace, const Dataset& data,
                                   const std::string& split, const PredictorOptions& options);

/// Nothing if there is none. @param kind as toString(PredictorKind); empty: the latest of any kind
std::optional<FitRecord> latestFit(const Workspace& workspace, const std::string& dataset,
                                   const std::string& kind);

/// The latest fits of a data set, held while it is replaced or renamed, which drops them; restore()
/// puts those back whose training rows are the same, under the name that the data set has then.
class KeptFits {
  public:
    KeptFits(const Workspace& workspace, const std::string& dataset);
    void restore(Workspace& workspace, const Dataset& data) const;

  private:
    struct Entry {
        PredictorKind kind;
        FitRecord record;
        std::string bytes;
    };
    std::string m_dataset;
    std::vector<Entry> m_entries;
    std::optional<FitRecord> m_latest;
};

}  // namespace orl
