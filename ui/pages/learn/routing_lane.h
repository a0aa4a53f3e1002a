#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "core/lab/lessons/solver.h"

namespace orl {

/// A routing of a small instance as a picture: the queries in order of arrival at the left, the
/// models with their slots at the right, a curve from each query to its place, and what it comes to
/// below. An editable one is routed by hand: a query is dragged onto a model, or its number is
/// typed and then the model's letter.
class RoutingLane : public QWidget {
    Q_OBJECT
  public:
    struct Content {
        QString title;
        bool warning = false;  ///< of the title: the router that the lesson warns of
        int disc = 0;          ///< number beside the title; 0: none
        int queriesDisc = 0;   ///< number at the queries
        LessonInstance instance;
        Assignment routing;  ///< −1: no place yet
        /// The optimizer's, where a query that is elsewhere is marked; empty: nothing is marked.
        Assignment best;
        QString emptyText;  ///< instead of a routing where there is none
        /// Where the routing goes is to be predicted: its curves and sums are not shown yet.
        bool concealed = false;
    };
    explicit RoutingLane(QWidget* parent = nullptr);

    void setContent(Content content);
    const Content& content() const { return m_content; }
    /// Routes by hand from now on.
    void setEditable(bool editable);
    /// So many arrivals are shown; none: all.
    void setShown(std::optional<std::size_t> arrivals);
    std::optional<std::size_t> shown() const { return m_shown; }
    /// Why the last drop was refused; empty: it was not.
    const QString& refusal() const { return m_refusal; }
    QRect queryRect(std::size_t query) const;
    QRect modelRect(std::size_t model) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void placed(std::size_t query, std::size_t model);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    // Pixels.
    static constexpr int kTitle = 28;
    static constexpr int kSlot = 24;
    static constexpr int kFoot = 74;
    static constexpr int kQueryRoom = 62;
    static constexpr int kMostSlots = 4;  ///< drawn; further queries share the last

    std::size_t slotsShown(std::size_t model) const;
    QRect slotRect(std::size_t model, std::size_t slot) const;
    int footTop() const;
    bool isShown(std::size_t query) const;
    void place(std::size_t query, std::size_t model);
    void describe();
    void paintQueries(QPainter& painter) const;
    void paintModels(QPainter& painter) const;
    void paintCurves(QPainter& painter) const;
    void paintFoot(QPainter& painter) const;
    QString verdictOf(const LessonRouting& routing) const;

    Content m_content;
    bool m_editable = false;
    std::optional<std::size_t> m_shown;
    std::optional<std::size_t> m_held;  ///< query under the hand, or picked by its number
    QPoint m_hand;
    bool m_dragging = false;
    QString m_refusal;
    std::optional<std::size_t> m_full;  ///< model that refused
};

}  // namespace orl
