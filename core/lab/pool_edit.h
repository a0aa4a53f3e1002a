#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/dataset.h"
#include "core/scenario.h"

/// What the operator may change about one model of the pool, as values of a scenario: the dock and
/// the Models page change the same by the same rules.
namespace orl {

enum class PoolField {
    InputPrice,   ///< USD per million tokens
    OutputPrice,  ///< USD per million tokens
    Multiplier,   ///< of whatever its answers cost
    Capacity,     ///< L as a share of N, in [0,1]
    FirstToken,   ///< seconds until an answer begins
    Speed,        ///< tokens a second from then on
};

/// Greatest price that is taken, USD per million tokens; more is a slip of the unit.
inline constexpr double kMostPrice = 1e6;
inline constexpr double kMostMultiplier = 1000.0;

/// What the operator has set; nothing where the data's own value, the common one or 1 holds.
std::optional<double> ownValue(const Scenario& scenario, const std::string& model, PoolField field);
/// What holds now; NaN where it is unknown.
double valueInForce(const Scenario& scenario, const ModelInfo& model, PoolField field);
/// What holds without the operator's; NaN where it is unknown.
double valueByDefault(const Scenario& scenario, const ModelInfo& model, PoolField field);
/// A value that is the data's own or the usual one is no setting of its own. A limit always is:
/// it stays when the common one moves.
/// @throws Error on a number that makes no sense there; the scenario is then as before
void setValue(Scenario& scenario, const ModelInfo& model, PoolField field, double value);
void resetValue(Scenario& scenario, const std::string& model, PoolField field);
/// All fields of the model, and it is switched on.
void resetModel(Scenario& scenario, const std::string& model);

bool isOn(const PoolSettings& pool, const std::string& model);
/// @return false: nothing is left to route to, and nothing happens
bool setOn(PoolSettings& pool, const std::vector<std::string>& models, const std::string& model,
           bool on);

/// The models there are to route to; of hypothetical ones that make no sense none.
std::vector<ModelInfo> poolOf(const Dataset& data, const PoolSettings& pool);
/// Null: it is no hypothetical one.
const HypotheticalModel* hypotheticalOf(const PoolSettings& pool, const std::string& model);
/// A name that no model has, as close to the wanted one as can be.
std::string freeName(const Dataset& data, const PoolSettings& pool, const std::string& wanted);
/// Takes a hypothetical model out, with whatever was set for it. Others are no one's to remove.
void removeHypothetical(Scenario& scenario, const std::string& model);
/// A copy of a model, with all that is set for it, as a hypothetical one that is like it.
/// @return its name
std::string duplicate(Scenario& scenario, const Dataset& data, const std::string& model);

/// Gives every model without a speed one to try with: half a second to the first token, and 100
/// tokens a second over 1 + output price / 5, as larger models are dearer and slower. Examples, not
/// measured.
void giveExampleSpeeds(PoolSettings& pool, const Dataset& data);

/// For a price that is about a thousand times above or below the list's: what it is if it was meant
/// in the other unit (per thousand tokens, or per thousand million). Else nothing.
std::optional<double> inOtherUnit(const ModelInfo& model, PoolField field, double typed);

/// Prices that are about a thousand times off the list's, in a sentence each: nobody is there to be
/// asked where a file or a command line names them.
std::vector<std::string> unitRemarks(const PoolSettings& pool,
                                     const std::vector<ModelInfo>& models);

/// Who offers a model of that name, as far as names tell; empty where they do not.
std::string_view providerOf(std::string_view model);

}  // namespace orl
