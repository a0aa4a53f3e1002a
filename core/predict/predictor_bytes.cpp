#include <algorithm>

#include "core/predict/bytes.h"
#include "core/predict/predictor_state.h"

namespace orl {
namespace {

constexpr std::string_view kMagic = "orlpred";
constexpr std::uint32_t kVersion = 5;

void writeOptions(ByteWriter& out, const PredictorOptions& options) {
    out.put(static_cast<std::uint8_t>(options.kind));
    out.put(static_cast<std::uint8_t>(options.vectors));
    out.put(static_cast<std::int32_t>(options.components));
    out.put(static_cast<std::int32_t>(options.neighbours));
    out.put(options.blend);
    out.put(options.regularization);
    out.put(options.seed);
    out.put(static_cast<std::uint64_t>(options.limits.learned));
    out.put(static_cast<std::uint64_t>(options.limits.scanned));
}

PredictorOptions readOptions(ByteReader& in) {
    PredictorOptions options;
    const auto kind = in.get<std::uint8_t>();
    in.require(kind <= static_cast<std::uint8_t>(PredictorKind::Recorded));
    options.kind = static_cast<PredictorKind>(kind);
    const auto vectors = in.get<std::uint8_t>();
    in.require(vectors <= static_cast<std::uint8_t>(VectorSource::Data));
    options.vectors = static_cast<VectorSource>(vectors);
    options.components = in.get<std::int32_t>();
    options.neighbours = in.get<std::int32_t>();
    options.blend = in.get<double>();
    options.regularization = in.get<double>();
    options.seed = in.get<std::uint64_t>();
    options.limits.learned = static_cast<std::size_t>(in.get<std::uint64_t>());
    options.limits.scanned = static_cast<std::size_t>(in.get<std::uint64_t>());
    in.require(options.neighbours >= 1 && options.components >= 1);
    return options;
}

void writeText(ByteWriter& out, const Predictor::State::Text& text) {
    text.tfidf.write(out);
    text.traits.write(out);
    text.latent.write(out);
    text.vectorSpace.write(out);
    text.index.write(out);
    text.vectorIndex.write(out);
    out.putMatrix(text.vectorMean);
    out.put(static_cast<std::uint8_t>(text.words ? 1 : 0));
    if (text.words) text.words->write(out);
    text.quality.write(out);
    text.tokens.write(out);
    text.cost.write(out);
}

void readText(ByteReader& in, Predictor::State::Text& text, const PredictorOptions& options,
              Eigen::Index rows, Eigen::Index models) {
    text.tfidf = Tfidf::read(in);
    text.traits = QueryTraits::read(in);
    text.latent = LatentSpace::read(in);
    text.leading = std::min<Eigen::Index>(options.components, text.latent.dimensions());
    text.vectorSpace = LatentSpace::read(in);
    const auto features = static_cast<Eigen::Index>(text.tfidf.featureCount());
    in.require(text.latent.features() == features);
    text.index = NeighbourIndex::read(in);
    const Eigen::Index dimensions = text.leading + text.traits.count();
    in.require(text.index.vectors().rows() == rows && text.index.vectors().cols() == dimensions);
    text.vectorIndex = NeighbourIndex::read(in);
    text.vectorMean = in.getMatrix();
    const bool own = options.vectors == VectorSource::Data;
    in.require(text.vectorIndex.vectors().rows() == (own ? rows : 0) &&
               text.vectorMean.rows() == (own ? 1 : 0) &&
               text.vectorMean.cols() == text.vectorIndex.vectors().cols());
    in.require(text.vectorSpace.features() == text.vectorIndex.vectors().cols());
    if (in.get<std::uint8_t>() != 0) {
        text.words = std::make_shared<const TextVectors>(TextVectors::read(in));
        in.require(own && text.words->dimensions() == text.vectorIndex.vectors().cols());
    }
    text.quality = QualityModel::read(in);
    const Eigen::Index gate =
        text.latent.dimensions() + text.traits.count() + text.vectorSpace.dimensions();
    in.require(text.quality.matches({.rows = rows,
                                     .models = models,
                                     .features = features + text.traits.count(),
                                     .dimensions = dimensions,
                                     .gate = gate},
                                    options.kind != PredictorKind::Knn));
    text.tokens = MagnitudeModel::read(in);
    text.cost = MagnitudeModel::read(in);
    for (const MagnitudeModel* model : {&text.tokens, &text.cost}) {
        in.require(model->matches(rows, models, text.leading + 1));
    }
}

}  // namespace

std::string Predictor::serialize() const {
    const State& state = *m_state;
    ByteWriter out;
    writeOptions(out, state.options);
    out.put(static_cast<std::uint64_t>(state.trainingCount));
    out.put(static_cast<std::uint64_t>(state.models.size()));
    for (const std::string& name : state.models) out.putText(name);
    out.putText(state.embeddingSource);
    for (const PerModel* mean :
         {&state.meanScore, &state.meanTokens, &state.meanCost, &state.inputRatio}) {
        out.putValues(*mean);
    }
    if (state.copies) state.copies->write(out);
    out.put(static_cast<std::uint8_t>(state.text ? 1 : 0));
    if (state.text) writeText(out, *state.text);
    return out.sealed(kMagic, kVersion);
}

Predictor Predictor::deserialize(std::string_view bytes) {
    ByteReader in(bytes, kMagic, kVersion);
    auto state = std::make_shared<State>();
    state->options = readOptions(in);
    const PredictorKind kind = state->options.kind;
    state->trainingCount = static_cast<std::size_t>(in.get<std::uint64_t>());
    const auto models = in.get<std::uint64_t>();
    in.require(models <= 1'000'000);
    for (std::uint64_t j = 0; j < models; ++j) state->models.push_back(in.getText());
    state->embeddingSource = in.getText();
    const bool means = kind != PredictorKind::Recorded;
    for (PerModel* mean :
         {&state->meanScore, &state->meanTokens, &state->meanCost, &state->inputRatio}) {
        *mean = in.getValues();
        in.require(mean->size() == (means ? static_cast<Eigen::Index>(models) : 0));
    }
    if (means) {
        auto copies = std::make_shared<Copies>(Copies::read(in));
        in.require(copies->matches(state->trainingCount, static_cast<Eigen::Index>(models)));
        state->copies = std::move(copies);
    }
    const bool reads = means && kind != PredictorKind::Prior;
    in.require((in.get<std::uint8_t>() != 0) == reads);
    if (reads) {
        const auto text = std::make_shared<State::Text>();
        readText(in, *text, state->options, static_cast<Eigen::Index>(state->trainingCount),
                 static_cast<Eigen::Index>(models));
        state->text = text;
    }
    in.requireEnd();
    return Predictor(std::move(state));
}

}  // namespace orl
