#pragma once

#include <QTableView>
#include <vector>

class QLabel;

namespace orl {

class ScenarioModel;

/// The comparison of scenarios as a table: the metrics' names stay where they are while columns
/// scroll. A column's head is dragged to reorder the saved ones, double clicked to rename, right
/// clicked for the rest.
class ScenarioTable : public QTableView {
    Q_OBJECT
  public:
    explicit ScenarioTable(ScenarioModel& model, QWidget* parent = nullptr);

    /// Colour index of each model by name, for the bars of shares.
    void setColors(std::vector<std::pair<std::string, int>> colors);
    /// The corner says how many scenarios there are and what is marked.
    void showCorner();
    QString cornerText() const;
    /// Of a column's head, in the viewport of the header.
    QRect headRect(int column) const;
    QSize sizeHint() const override;
    /// After rows were hidden or shown.
    void fitHeight();

  signals:
    void columnChosen(int column);
    void renameAsked(int column);
    void menuAsked(int column, QPoint globalPosition);
    /// A column's head was dropped at the place of another.
    void columnMoved(int from, int to);

  protected:
    void updateGeometries() override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void sizeSections();
    void takeMove(int from, int to);

    ScenarioModel& m_model;
    QLabel* m_corner;
    bool m_settingBack = false;
};

}  // namespace orl
