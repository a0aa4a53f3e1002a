#include "app/cli/prediction_arguments.h"

namespace orl::cli {

void PredictionArguments::addTo(CLI::App& command) {
    command.add_option("--workspace", request.workspace, "The workspace file")->required();
    command
        .add_option("--test", request.test,
                    "Data set and split to work on; the split \"test\" unless named")
        ->required()
        ->type_name("D[:split]");
    command
        .add_option("--train", request.train,
                    "Data set whose fitted predictor is used; the tested one unless named")
        ->type_name("D");
    command
        .add_option("--predictor", request.predictor,
                    "Use the latest fit of this kind, or the recorded outcomes themselves (perfect "
                    "foresight); the latest fit of any kind unless named")
        ->check(CLI::IsMember({"hybrid", "knn", "trained", "prior", "recorded"}));
}

}  // namespace orl::cli
