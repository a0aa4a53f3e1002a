#pragma once

#include <CLI/CLI.hpp>

#include "app/cli/arguments.h"
#include "core/lab/prediction.h"

namespace orl::cli {

/// Options of the commands that predict: which rows, by which fit, in which pool.
struct PredictionArguments {
    PredictionRequest request;
    PoolArguments pool;

    /// Without the pool's options, which not every command has.
    void addTo(CLI::App& command);
};

}  // namespace orl::cli
