#pragma once

#include <memory>
#include <optional>

#include "core/lab/mapping.h"
#include "ui/charts/query_map.h"
#include "ui/pages/queries/map_colours.h"
#include "ui/session/worker.h"

class QComboBox;

namespace orl {

class Session;

/// The query map of what the session routes: coloured by what is decided now, also while a slider
/// is dragged; a lasso becomes the window's selection, a click the query that is looked at.
class QueryMapPanel : public QueryMapChart {
    Q_OBJECT
  public:
    explicit QueryMapPanel(Session& session, QWidget* parent = nullptr);

    QComboBox* colouring() const { return m_by; }
    void setColouring(MapColouring by);
    /// What it is coloured by now: what was chosen, or the chosen model where that is not known.
    MapColouring shownColouring() const { return m_shown; }
    bool isBusy() const { return !m_mapper.idle(); }

  protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void follow();
    void requestPlaces();
    void recolour();
    void showChoices();
    void followSelection();
    void take(const std::vector<std::uint32_t>& queries, LassoMode mode);
    std::vector<PlotView::HoverLine> hoverLines(std::size_t query) const;

    /// Places of an experiment's queries, by a map.
    struct Placed {
        std::shared_ptr<const MapView> map;
        std::shared_ptr<const Experiment> experiment;
        std::shared_ptr<const MapPlaces> places;  ///< null: there is no map
    };

    Session& m_session;
    QComboBox* m_by = nullptr;
    MapColouring m_shown = MapColouring::Chosen;
    std::shared_ptr<const QueryFields> m_fields;
    std::optional<Placed> m_placed;
    bool m_waiting = true;  ///< something changed while the panel was not seen
    Worker m_mapper;        ///< last, so that it ends first
};

}  // namespace orl
