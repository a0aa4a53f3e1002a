#pragma once

#include <cstddef>
#include <cstdint>

/// All constants and tolerances of the optimizer that could have another value, each with its unit
/// and its reason. What the user sets stands in options.h; what the layout of the data dictates
/// (lanes, sentinels, bits of a word) stays where the data is.
///
/// "Relative" is to the sum of the absolute terms that are added up, unless said otherwise; a
/// rounding is 2^-53 ≈ 1.1e-16 of a term. Sizes and counts without a measurement in their comment
/// are choices of a magnitude: they decide how long something takes, or how much is tried, never
/// whether a bound or a proof is right. Tolerances do decide that, and say why they may.
///
/// Constants alone, and no inline function: the kernel's units are compiled for wide instructions
/// and include this file too.
namespace orl::parameters {

// ---- Feasibility and rounding, of all rooms

/// Mean quality, and part of the budget, by which verify() and a feasible routing may miss a
/// constraint. Above what the order of adding up 10^6 terms can change (1e-10), and below any digit
/// that is shown.
inline constexpr double kFeasibility = 1e-9;
/// The same, granted by the search itself: so much less than kFeasibility that what it calls
/// feasible passes the verifier, however the sums are ordered. Also slopes and constraints of the
/// cost curve that differ by rounding alone.
inline constexpr double kSlack = 1e-12;
/// Totals over the batch, or values of the dual function, this close are the same, relative to
/// themselves: a sum over 10^5 and more queries in chunks keeps thirteen digits.
inline constexpr double kTotalRounding = 1e-13;
/// A sum of differences below this part of the sum of its absolute terms is rounding: only what
/// differs is added, so one digit more is kept than by totals.
inline constexpr double kTermsRounding = 1e-14;

/// Loops over queries ask whether to stop once in so many: seldom enough to cost nothing, often
/// enough that a drag does not wait.
inline constexpr std::size_t kPollQueries = 1024;
/// The same where a query takes less.
inline constexpr std::size_t kPollLightQueries = 4096;

// ---- Ties: when are two models as good for a query? (dual/ties.h, docs/method.md)

/// Reduced costs at given prices, relative to the terms of one: a few roundings of 2^-52. The
/// transport counts no regret for what it takes to tie, so that all of it together has to stay
/// below kTotalRounding of the bound; kVertexTie would not.
inline constexpr double kPriceTie = 16.0 * 0x1p-52;
/// No query's terms add up to more than twice the greatest of all pairs and of all prices; with
/// this many times, what a margin excludes is excluded however it was rounded.
inline constexpr double kGreatestTieTerms = 3.0;
/// Reduced costs at a multiplier that is a quotient of sums over the batch, relative to the terms
/// of one: as exact as these sums, not as a single term. Who moves queries by it adds their regrets
/// up.
inline constexpr double kVertexTie = 1e-12;
/// Where a vertex may have left a query: beyond every tie that moved it, or the crowd search would
/// not know of moves from there and its bound would be too high.
inline constexpr double kLooseTie = 4.0 * kVertexTie;
/// A proof's tie is its rounding shared out among all queries, so many times over: whatever ties
/// all of them are taken to have, together they come to a sixteenth of the rounding.
inline constexpr std::size_t kTiesPerQuery = 16;
/// Part of the proof's tie that a value may lie below a multiple of it and still be that multiple.
inline constexpr double kSnapNoise = 1e-3;
/// Queries of a core are alike if their margins differ by no more than this part of the gap: what
/// is left out only costs an exchange, so this may be loose.
inline constexpr double kAlikeMargin = 1e-9;
/// Two vertices are taken to be optimal at one multiplier while chord and bound lie no more than so
/// many roundings of the totals apart: crowds are moved by sums of many roundings.
inline constexpr double kTiedRoundings = 50.0;
/// Moves of optimal prices, relative to the greatest cost or a quality of 1; four times as much at
/// a time (kFaceTieGrowth) until no walk is negative at the optimum's own multiplier.
inline constexpr double kFaceTie = 1e-13;
inline constexpr double kFaceTieGrowth = 4.0;

/// Queries that tie at once from which on a batch counts as crowded: fewer are told apart by the
/// search's ordinary steps.
inline constexpr std::int64_t kCrowded = 64;
/// Members that a crowd needs on both sides to settle loads: one would be used up by its first
/// move.
inline constexpr std::size_t kLeastCrowd = 2;

namespace dual {
/// Blocks of 8 queries whose sums are taken together, then added up in order. Part of the result's
/// bits: another value gives other roundings.
inline constexpr std::size_t kChunkBlocks = 512;
/// Fewer chunks than this are not worth waking a thread for.
inline constexpr std::size_t kChunksToShare = 4;
/// Doubles ahead (8 KB, two pages). One stream read in order, but the hardware's own prefetch stops
/// at every page; docs/benchmarks.md measures the kernel against a plain read.
inline constexpr std::size_t kKernelPrefetch = 1024;
/// Registers a block's lanes may take at a time: what the sixteen of the narrower sets hold.
inline constexpr std::size_t kKernelRegisters = 2;
/// Models counted for each choice that is loaded.
inline constexpr std::size_t kKernelCounted = 4;
/// Least weight of the costs: small enough not to move any sum, and it keeps a forbidden pair's
/// infinite cost infinite (0 · inf would be NaN).
inline constexpr double kLeastCostWeight = 1e-280;
/// Qualities are looked for as multiples of 1/k up to this k. Each k that fails is found out after
/// a few cells, so this is generous to means over many neighbours.
inline constexpr int kMostUnits = 128;
/// Distance from a multiple, in units, that rounding may leave a quality.
inline constexpr double kUnitRounding = 1e-12;
}  // namespace dual

namespace bound {
/// A required sum this little above a multiple of the unit, in units, is the multiple with noise;
/// kTotalRounding of the multiple comes on top.
inline constexpr double kUnitNoise = 1e-9;
/// Queries up to which a result's totals are added up anew. Beyond, that would take longer than the
/// rest of a warm solve (two thirds of a step at 100,000).
inline constexpr std::size_t kMostAddedUp = 10'000;

/// Queries up to which the best bound is found exactly, proof or not: it takes a few evaluations
/// more, of 0.03 ms each there, and spares up to a hundred milliseconds of searching.
inline constexpr std::size_t kExactQueries = 10'000;

/// Transport: overloaded queries so many times, and so many per model, are listed as moves first.
inline constexpr std::int64_t kMovesPerExcess = 4;
inline constexpr std::size_t kMovesPerModel = 32;
/// And so many times as many where these did not do.
inline constexpr std::size_t kMovesGrowth = 4;
/// Queries sampled to find the margin up to which that many lie.
inline constexpr std::size_t kMarginSample = 4096;
/// Queries whose cells are fetched ahead.
inline constexpr std::size_t kQueriesAhead = 6;
/// Cost that was so many times the present one has left it too much rounding: it is added up anew.
inline constexpr double kSumShrunk = 8.0;
/// A crowd of more than one in so many moves is taken off a heap in one pass over all.
inline constexpr std::size_t kLinearTake = 16;
/// A heap is made anew, not restored, when more than one in so many of its moves were added.
inline constexpr std::size_t kHeapAnew = 8;

/// Search for the multiplier: steps by factors before the end of the frontier itself is tried. The
/// way up is longer, as the frontier steepens towards its best end.
inline constexpr int kWalkDown = 4;
inline constexpr int kWalkUp = 7;
/// Greatest factor of a step.
inline constexpr double kLargestStep = 16.0;
/// Part of what is missing by which a walk aims past the constraint, to end on its other side.
inline constexpr double kAimPast = 0.3;
/// Least step of a walk, as a part of the width in which the multiplier was expected.
inline constexpr double kLeastStep = 0.1;
/// Part of the frontier's mean slope from which to start where the multiplier is 0.
inline constexpr double kFirstSlope = 0.01;
/// Prices are predicted on a line no farther out than so many times the distance of its ends.
inline constexpr double kFarthestShare = 4.0;
/// Part of the last miss by which an interpolation aims past the constraint, and the factor by
/// which that grows while it ends on the same side.
inline constexpr double kInterpolatePast = 0.15;
inline constexpr double kPastGrowth = 3.0;
/// Two vertices that differ in at most so many queries have few others between them.
inline constexpr std::size_t kStaircase = 24;
/// Relative width in which the multiplier is expected when a known vertex is at hand.
inline constexpr double kResumeWidth = 0.02;
/// Vertices kept for later solves: at most and at least so many, and in between as many as hold
/// so many queries together (4 bytes each: 16 MB).
inline constexpr std::size_t kMostVertices = 40;
inline constexpr std::size_t kLeastVertices = 3;
inline constexpr std::size_t kVertexQueries = 4'000'000;

/// Ties are listed for so many queries together at first, and at most: no more are looked at than
/// are needed, and often few are.
inline constexpr std::size_t kFirstTieChunk = 512;
inline constexpr std::size_t kLargestTieChunk = 8192;
/// Distinct gains kept for a pair of models; queries with others stay where they are.
inline constexpr std::size_t kMostGains = 64;
/// Gains up to this part of the requirement are rounding; without it a cycle could turn for ever.
inline constexpr double kNoGain = kTermsRounding;

/// Cold start: one block in so many is sampled; samples of fewer blocks than this tell too little.
inline constexpr std::size_t kSampleRatio = 8;
inline constexpr std::size_t kLeastSampleBlocks = 64;
/// Of the bound on a sample, relative: its sampling error of order 1/√n is far greater.
inline constexpr double kSampleTolerance = 1e-4;
inline constexpr int kSampleEvaluations = 200;
/// The multiplier of the batch is expected within so many times 1/√n of its sample's.
inline constexpr double kSampleWidth = 2.0;

/// Passage: exchanges looked at beside those that were taken.
inline constexpr std::size_t kExchangesBeyond = 64;
}  // namespace bound

namespace supergradient {
/// The step is halved where the bound stays, to no less than this part of the first.
inline constexpr double kStepCut = 0.5;
inline constexpr double kLeastStepPart = 1e-3;
/// Its multipliers are expected this close, relatively, to the vertices that recovery looks for.
inline constexpr double kRecoveryWidth = 0.01;
/// Relative gap at which its polishing stops.
inline constexpr double kPolishGap = 1e-7;
}  // namespace supergradient

namespace proof {
/// Crowd searches kept: a drag passes the same few multipliers to and fro.
inline constexpr std::size_t kKeptCrowdSearches = 16;
/// Most queries within reach that are listed for a proof or, before crowds are thinned out, for
/// exchanges. Bounds the memory; a proof knows when it was cut off.
inline constexpr std::size_t kMostReached = 32768;

/// Queries that exchanges look at, those of least margin first.
inline constexpr std::size_t kExchangeCore = 2048;
/// Queries kept of those with one margin and choice: any would do as well.
inline constexpr std::size_t kAlikeQueries = 32;
/// The same for moves with the same changes: an exchange takes up to three.
inline constexpr std::size_t kAlikeMoves = 3;
/// Moves per pair of models that swaps draw on, and cycles over three models, which are more.
inline constexpr std::size_t kMovesInSwaps = 16;
inline constexpr std::size_t kMovesInCycles = 6;
/// Exchanges that are combined two by two.
inline constexpr std::size_t kMostExchanges = 4096;
inline constexpr int kExchangeRounds = 64;
/// Moves and exchanges looked at in all rounds together; eleven models take a million or two, a
/// thousand would take hours.
inline constexpr std::size_t kExchangeWork = 20'000'000;
/// Relative to the objective. Less is no improvement: rounds could repeat for ever. A few roundings
/// only, as an exchange's change is a sum of few terms (kLeastBetter of the groups is one of many).
inline constexpr double kLeastImprovement = 1e-15;
/// Gaps below so many times the one aimed at are not worth the wider look at crowds.
inline constexpr double kWorthWider = 2.0;

/// Queries of the first pass, beside ties, and by which factor they become more at most.
inline constexpr std::size_t kFirstItems = 12;
inline constexpr double kItemGrowth = 1.5;
/// Part of the queries that the growth of the states lets expect, as that varies; less than the
/// other factor more is not worth a pass.
inline constexpr double kExpectedShare = 0.95;
inline constexpr double kLeastItemGrowth = 1.03;
/// One in so many more in a pass are taken where that is all.
inline constexpr std::size_t kNearly = 8;
/// Fewer states say nothing about their growth yet.
inline constexpr std::size_t kFewStates = 32;
/// Loads for which it is listed what they need: one for so many states, but at least so many. Where
/// eight models are full and more, all loads would be more than the states that they save.
inline constexpr std::size_t kStatesPerLoads = 12;
inline constexpr std::size_t kLeastLoads = 4096;
/// Budgets of a pass within which two of its states are joined: what is within one budget decides
/// the proof, but the best assignment is often found passes before.
inline constexpr double kJoinReach = 8.0;
/// Pairs of states looked at before it is asked whether to stop.
inline constexpr std::size_t kPollStates = 65536;
/// States looked at in all passes together before the search is given up, per state it may keep.
inline constexpr std::size_t kWorkPerState = 120;
/// Where crowds were too small for what the search relied on, they have to be so many times larger.
inline constexpr std::size_t kCrowdGrowth = 8;
/// A quotient that counts moves may be so much off an integer by rounding.
inline constexpr double kStepNoise = 1e-9;
/// Resource that is none, as a part of the goal's slack, however often it is ignored: a thousand
/// states in a row may.
inline constexpr double kSameResource = 1e-3;

/// Loads of a lane, either way, in the crowd search; 127 would fit.
inline constexpr std::int64_t kMostCrowdLoad = 15;
/// Labels of the crowd search. Bounds time and memory; what it reached by then is still a bound.
inline constexpr std::size_t kMostLabels = 50'000;
/// Kinds are listed up to this part of the gap first, and up to so many times as much if needed.
inline constexpr double kFirstReach = 0.1;
inline constexpr double kReachGrowth = 4.0;
/// And a little further, to serve the next requirements as well.
inline constexpr double kReachAhead = 1.25;
/// Units that a surplus may lie below an integer by rounding. Sums of the whole batch: looser than
/// kUnitNoise, which is of the requirement alone.
inline constexpr double kSurplusNoise = 1e-3;
/// Units of surplus beyond which none is listed: keeps a quotient by a price near 0 an integer.
inline constexpr double kMostSurplus = 1e9;
}  // namespace proof

namespace groups {
/// Memory in bytes for the vertices kept, and their greatest and least number.
inline constexpr std::size_t kKeptBytes = std::size_t{64} << 20U;
inline constexpr std::size_t kMostKeptVertices = 96;
inline constexpr std::size_t kLeastKeptVertices = 24;
/// Progress towards all rows that is none, in roundings of a sum.
inline constexpr double kNoProgress = 10.0;
/// Trust region in units in which rows compare: part of the largest multiplier at first, or this
/// where all are 0.
inline constexpr double kFirstRadius = 0.5;
inline constexpr double kFirstRadiusAtZero = 1e-3;
/// Wider than this the optimum has no end.
inline constexpr double kWidestRadius = 1e15;
/// At a wall it grows fast where cuts and function agree, less where the gain was a good part of
/// the predicted one. Where nothing was gained it shrinks to a part of the step.
inline constexpr double kAgreedGrowth = 8.0;
inline constexpr double kGainedGrowth = 4.0;
inline constexpr double kGoodPrediction = 0.5;
inline constexpr double kRadiusCut = 0.5;
/// Part of the gap target spent on the multipliers, and on improving: the rest is for the others.
inline constexpr double kDualShare = 0.25;
inline constexpr double kImproveShare = 0.5;

/// Linear program over the cuts: reduced costs this small, relatively, are none; least entry to
/// divide by, of a basis whose rows are of size 1.
inline constexpr double kReducedZero = 1e-13;
inline constexpr double kLeastPivot = 1e-10;
/// Pivots per row before the first column found enters, which cannot cycle.
inline constexpr int kPivotsPerRow = 50;
inline constexpr int kMostPivots = 20000;
/// Pivots after which the inverse is computed anew, before its rounding grows.
inline constexpr int kReinvert = 40;

/// Explaining floors in conflict: relative, of the bound that is named with a few digits.
inline constexpr double kConflictTolerance = 1e-9;
inline constexpr int kConflictEvaluations = 1000;

/// Price of what a row is short of, in its multiplier; and where that is 0, in parts of the
/// objective: rows can be had among ties, but only if they are worth anything.
inline constexpr double kShortfallWeight = 2.0;
inline constexpr double kLeastShortfallWeight = 1e-3;
/// Passes over the exchanges between two routings of a mixture.
inline constexpr int kUnmixPasses = 16;
/// Relative to the objective: less is no improvement. An exchange may be of hundreds of moves, so
/// coarser than kLeastImprovement.
inline constexpr double kLeastBetter = 1e-13;

/// Queries that improvement looks at, those of least margin.
inline constexpr std::size_t kImproveCore = 1024;
/// About so many moves are combined two by two; per group and pair of models at least and at most:
inline constexpr std::size_t kImproveMoves = 900;
inline constexpr std::size_t kLeastPairMoves = 3;
inline constexpr std::size_t kMostPairMoves = 32;
/// And in all, whatever the count of pairs: they are combined two by two.
inline constexpr std::size_t kMostMoves = 8192;
/// Moves that are combined with all others before it is asked whether to stop.
inline constexpr std::size_t kPollMoves = 256;
/// Times that the next few moves are tried, where a row is short and where nothing is.
inline constexpr std::size_t kWindowsShort = 12;
inline constexpr std::size_t kWindowsMet = 3;
inline constexpr int kImproveRounds = 300;
/// Times that shortfalls are made dearer where they stay, and by which factor.
inline constexpr int kRaises = 4;
inline constexpr double kRaise = 8.0;

/// Undecided queries that the last search tries; also the depth of its recursion.
inline constexpr std::size_t kMostItems = 512;
/// Partial assignments looked at to close a gap, and to find any assignment at all.
inline constexpr std::int64_t kNodesToImprove = 200'000;
inline constexpr std::int64_t kNodesToFind = 5'000'000;
/// What rows lack is asked for on top of what is required, so many times over, one after the other.
inline constexpr double kAskedMore[] = {1.5, 4.0, 12.0};
}  // namespace groups

namespace prices {
/// Steps that settle the multiplier: a few do; rounding must not make it go round in circles.
inline constexpr int kMostSettling = 100;
/// A resource this close to the required one, relatively, is exactly it: a few times kSlack, which
/// the requirement was loosened by.
inline constexpr double kSameAsRequired = 4.0 * kSlack;
}  // namespace prices
}  // namespace orl::parameters
